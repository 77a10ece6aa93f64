import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { jsonSchemas } from './json-schemas.js';

const ROOT = join(import.meta.dirname, '..', '..');
const parsed = (path: string) => JSON.parse(jsonSchemas().get(path) ?? '{}');

describe('the JSON Schemas for editors', () => {
  for (const [path, text] of jsonSchemas()) {
    test(`${path} is up to date; npm run schemas writes it`, () => {
      expect(readFileSync(join(ROOT, path), 'utf8')).toBe(text);
    });
  }

  test('know the keys, what is needed, and that a share may be written as a number', () => {
    const { properties, required, additionalProperties } = parsed('src/config/sarf.schema.json');
    expect(required).toEqual(['providers']);
    expect(additionalProperties).toBe(false);
    expect(Object.keys(properties)).toContain('execution_date');
    expect(properties.providers.items.required).toEqual(['code']);
    expect(JSON.stringify(properties.limits)).toContain('"type":["string","number"]');
    const rules = parsed('src/rules/rules.schema.json').properties.parameters;
    expect(rules.required).toContain('ise_threshold');
    expect(rules.properties.floor.properties.unit).toMatchObject({ const: 'MAD' });
  });
});
