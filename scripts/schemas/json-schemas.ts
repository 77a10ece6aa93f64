import { toJsonSchema } from '@valibot/to-json-schema';
import type { GenericSchema } from 'valibot';
import { configurationSchema } from '#sarf/config/schema.js';
import { rulesSchema } from '#sarf/rules/schema.js';

const DRAFT = 'http://json-schema.org/draft-07/schema#';

/** The JSON Schemas by which editors complete and check the files that people write: path → text. */
export function jsonSchemas(): ReadonlyMap<string, string> {
  return new Map([
    ['src/config/sarf.schema.json', textOf(configurationSchema, 'Configuration of sarf (sarf.yaml)')],
    ['src/rules/rules.schema.json', textOf(rulesSchema, 'Rules of the programme: dated parameters')],
  ]);
}

function textOf(schema: GenericSchema, title: string): string {
  const converted = toJsonSchema(schema, {
    errorMode: 'ignore', // what code alone can test (the key of a RIB, a day) is tested when the file is read
    overrideSchema: ({ valibotSchema, jsonSchema }) =>
      // Editors read 0.05 as a number, which this program keeps as text.
      valibotSchema.type === 'string' ? { ...jsonSchema, type: ['string', 'number'] } : undefined,
  });
  return `${JSON.stringify({ $schema: DRAFT, title, ...converted }, null, 2)}\n`;
}
