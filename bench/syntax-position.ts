// Where a module does not parse: the engine tells it to a person only, so it is asked to.
import { spawnSync } from 'node:child_process';
import { pathToFileURL } from 'node:url';
import { type ErrorPosition, readSyntaxHeader } from './error-position.ts';
import { readInheritedEnv } from './services/inherited-env.ts';

const timeoutMs = 10_000;

/**
 * The place of a syntax error in a module, or in one that it imports, that could not be imported. It is
 * imported once more in a process of its own; nothing of it runs, since it does not even parse. Undefined
 * for other errors, and where the engine tells no place.
 */
export function findSyntaxPosition(path: string, thrown: unknown): ErrorPosition | undefined {
  if (!(thrown instanceof SyntaxError)) return undefined;
  const { stderr } = spawnSync(
    process.execPath,
    ['--no-warnings', '-e', `import(${JSON.stringify(pathToFileURL(path).href)})`],
    { encoding: 'utf8', timeout: timeoutMs, env: readInheritedEnv() },
  );
  const lines = (stderr ?? '').split('\n');
  const start = lines.findIndex((line) => line.startsWith('file:') || line.startsWith('/'));
  return start < 0 ? undefined : readSyntaxHeader(lines.slice(start));
}
