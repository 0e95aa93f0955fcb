// Writes the published JSON Schemas anew: `npm run schemas`.
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderSchemas, schemaFolder } from './render.ts';

for (const [file, text] of renderSchemas()) writeFileSync(join(schemaFolder, file), text);
