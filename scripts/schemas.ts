import { writeFileSync } from 'node:fs';
import { jsonSchemas } from './schemas/json-schemas.js';

/** Writes the JSON Schemas of sarf.yaml and of a rules file; to be called after their schemas have changed. */
for (const [path, text] of jsonSchemas()) writeFileSync(path, text);
