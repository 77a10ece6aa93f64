import { writeFileSync } from 'node:fs';
import { generatedPages } from './manual/pages.js';

/** Writes the pages of the manual that are made of the program's own tables; to be called after these have changed. */
for (const [path, text] of generatedPages()) writeFileSync(path, text);
