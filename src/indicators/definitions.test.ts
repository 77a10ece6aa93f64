import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { INDICATORS } from './definitions.js';
import { SCOPES } from './vocabulary.js';

/** One table of definitions: the manual's and the help's are held to it. */
const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const TABLE = [
  ['indicator', 'definition', 'unit', 'formula', 'also by'],
  ['---', '---', '---', '---', '---'],
  ...INDICATORS.map((one) => [
    `\`${one.code}\``,
    one.definition,
    one.unit,
    one.formula,
    one.scopes.filter((scope) => scope !== 'TOTAL').join(', ') || '–',
  ]),
]
  .map((cells) => `| ${cells.join(' | ')} |\n`)
  .join('');

describe('definitions', () => {
  it('have codes of their own, and the month as a whole first', () => {
    const codes = INDICATORS.map((one) => one.code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const { code, scopes } of INDICATORS) {
      expect(code).toMatch(/^[a-z]+(_[a-z]+)*$/);
      expect(scopes[0]).toBe('TOTAL');
      expect(scopes.map((scope) => SCOPES.indexOf(scope))).toEqual(
        scopes.map((scope) => SCOPES.indexOf(scope)).sort((a, b) => a - b),
      );
    }
  });

  it('are in the manual, word for word', () => {
    expect(readFileSync(`${ROOT}src/manual/indicators.md`, 'utf8')).toContain(TABLE);
  });

  it('stand in `sarf indicators --help`, with unit, definition and formula', () => {
    const help = execFileSync(process.execPath, ['dist/cli.js', 'indicators', '--help'], {
      cwd: ROOT,
      encoding: 'utf8',
    });
    for (const one of INDICATORS) {
      expect(help).toContain(
        `  ${one.code} (${one.unit}; ${one.scopes.join(', ')})\n      ${one.definition}\n      = ${one.formula}\n`,
      );
    }
  });
});
