// Writes config.schema.json anew: `node bench/spec/write-schema.ts`.
import { writeFile } from 'node:fs/promises';
import { renderConfigJsonSchema } from './json-schema.ts';

await writeFile(new URL('config.schema.json', import.meta.url), renderConfigJsonSchema());
