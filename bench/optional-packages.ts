// The npm packages that only some runs need: peers of this one, which a project installs where it wants them.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type ErrorCode, LoadstoneError } from './errors.ts';
import { type OptionalPackage, optionalPackages } from './optional-package.ts';

/** `autocannon@9.0.0`: what is installed. */
export function nameWithVersion(name: OptionalPackage): string {
  return `${name}@${optionalPackages[name]}`;
}

/** As its package.json says; undefined where it is not there. */
export function readOptionalVersion(name: OptionalPackage, folder?: string): string | undefined {
  const found = findOptionalPackage(name, folder);
  if (found === undefined) return undefined;
  return JSON.parse(readFileSync(join(folderOf(name, found), 'package.json'), 'utf8')).version;
}

/** The folder of a package. @param found as `findOptionalPackage` returns it */
export function folderOf(name: OptionalPackage, found: string): string {
  return found.slice(0, found.lastIndexOf(`/${name}/`) + name.length + 2);
}

/**
 * Absolute path of its package.json, or of its main file where it exports no other; undefined where it is not there.
 * @param folder absolute, from which it is looked for too: a project may hold it, and not Loadstone
 */
export function findOptionalPackage(name: OptionalPackage, folder?: string): string | undefined {
  const places = [import.meta.url, ...(folder === undefined ? [] : [join(folder, 'x')])];
  for (const place of places) {
    for (const file of [`${name}/package.json`, name]) {
      try {
        return createRequire(place).resolve(file);
      } catch {
        // Not there, or it exports no such file.
      }
    }
  }
  return undefined;
}

/**
 * Refuses to go on without it.
 * @param neededBy beginning of the sentence `… needs the package`
 * @returns as `findOptionalPackage` does
 * @throws LoadstoneError with the code given
 */
export function requireOptionalPackage(
  name: OptionalPackage,
  code: ErrorCode,
  neededBy: string,
  folder?: string,
): string {
  const found = findOptionalPackage(name, folder);
  if (found !== undefined) return found;
  throw new LoadstoneError(code, `${neededBy} needs the package ${name}, which is not installed.`, {
    hint: `Install it beside Loadstone: npm install --save-dev '${nameWithVersion(name)}' (\`loadstone setup\` does so for what a config names).`,
  });
}
