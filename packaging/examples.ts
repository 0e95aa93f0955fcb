// The examples that `loadstone init` copies, as part of a dist/.
import { cpSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { examples, isOfExample } from '../bench/init/example.ts';

const root = resolve(import.meta.dirname, '..');

/** As TypeScript: they are copied into projects, where Node strips the types. */
export function copyExamples(dist: string): void {
  for (const part of Object.values(examples).flatMap(({ parts }) => parts))
    cpSync(join(root, part), join(dist, part), {
      recursive: true,
      filter: (path) => isOfExample(path.slice(root.length)),
    });
}
