// The licences of the packages whose code becomes part of the build.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** The folder of the package that a module belongs to; undefined for a module of our own. */
function findPackage(module: string): string | undefined {
  return /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(module)?.[0];
}

/**
 * One text with name, version and licence of each package.
 * @param modules absolute paths
 * @throws Error for a package that brings no licence
 */
export function collectLicences(modules: readonly string[]): string {
  const folders = new Set(modules.map(findPackage).filter((folder) => folder !== undefined));
  return [...folders]
    .sort()
    .map(renderLicence)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

function renderLicence(folder: string): string {
  const { name, version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((entry) => /^licen[cs]e/i.test(entry));
  const text = file === undefined ? license : readFileSync(join(folder, file), 'utf8').trim();
  if (text === undefined) throw new Error(`${name} brings no licence`);
  return `${name} ${version} (${license})\n\n${text}\n`;
}
