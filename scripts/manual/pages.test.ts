import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { generatedPages } from './pages.js';

it.each(generatedPages())(
  '%s is made of the program’s tables; npm run manual writes it again',
  (path, text) => {
    expect(readFileSync(join(import.meta.dirname, '..', '..', path), 'utf8')).toBe(text);
  },
);
