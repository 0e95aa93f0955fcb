// The npm packages that only some runs need: peers of this one, which a project installs where it wants them.
import { createRequire } from 'node:module';
import packageFile from '../package.json' with { type: 'json' };
import { type ErrorCode, LoadstoneError } from './errors.ts';

export type OptionalPackage = keyof typeof packageFile.peerDependencies;

export const optionalPackages = Object.keys(
  packageFile.peerDependencies,
) as readonly OptionalPackage[];

/** `autocannon@9.0.0`: what is installed. */
export function nameWithVersion(name: OptionalPackage): string {
  return `${name}@${packageFile.peerDependencies[name]}`;
}

const require = createRequire(import.meta.url);

/** Absolute path of its package.json, or of its main file where it exports no other; undefined where it is not there. */
export function findOptionalPackage(name: OptionalPackage): string | undefined {
  for (const file of [`${name}/package.json`, name]) {
    try {
      return require.resolve(file);
    } catch {
      // Not there, or it exports no such file.
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
): string {
  const found = findOptionalPackage(name);
  if (found !== undefined) return found;
  throw new LoadstoneError(code, `${neededBy} needs the package ${name}, which is not installed.`, {
    hint: `Run \`loadstone setup\`, or install it by hand: npm install --save-dev ${nameWithVersion(name)}`,
  });
}
