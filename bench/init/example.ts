// Examples that come with Loadstone, to be copied into a folder and changed there.
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { LoadstoneError } from '../errors.ts';

/** Where Loadstone itself is: what is copied stands there. */
const packageFolder = join(import.meta.dirname, '../..');

interface Example {
  /** Files and folders, relative to Loadstone's own folder. */
  readonly parts: readonly string[];
  readonly next: string;
}

const examples: Readonly<Record<string, Example>> = {
  crm: {
    parts: ['server', 'scenarios', 'loadstone.config.mts'],
    next: 'npm install, then `loadstone run --preset demo`',
  },
};

export const exampleNames = Object.keys(examples);

/** Tests and their fixtures are Loadstone's own, and so are the entry scripts of its driver k6. */
const isCopied = (path: string) =>
  !/\.test\.ts$|(?:^|[/\\])(?:fixtures|node_modules)(?:$|[/\\])/.test(path) &&
  !/scenarios[/\\]k6(?:$|[/\\])/.test(path);

/**
 * Copies an example into a folder of its own.
 * @param folder that is made; it must not be there
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
  for (const part of example.parts)
    cpSync(join(packageFolder, part), join(folder, part), { recursive: true, filter: isCopied });
  detachConfig(join(folder, 'loadstone.config.mts'));
  writeFileSync(
    join(folder, 'package.json'),
    `${JSON.stringify(describePackage(name, folder), null, 2)}\n`,
  );
  return example.next;
}

/** In Loadstone's own folder the config imports a file of it; anywhere else it needs nothing of it. */
function detachConfig(path: string): void {
  const text = readFileSync(path, 'utf8');
  const own = /^import \{ defineConfig \} from '[^']*';$/m;
  writeFileSync(
    path,
    text.replace(own, 'const defineConfig = <Config>(config: Config) => config;'),
  );
}

/** The packages that the copied files import, in Loadstone's versions. */
function describePackage(name: string, folder: string) {
  const { dependencies, engines } = JSON.parse(
    readFileSync(join(packageFolder, 'package.json'), 'utf8'),
  );
  const imported = new Set(
    listTexts(folder).flatMap((text) =>
      [...text.matchAll(/from '((?:@[^/']+\/)?[^./'][^/']*)/g)].map(([, module]) => module),
    ),
  );
  const needed = Object.entries(dependencies).filter(([module]) => imported.has(module));
  return {
    name: `${name}-example`,
    private: true,
    type: 'module',
    engines,
    dependencies: Object.fromEntries([...needed, ...bundled(dependencies, folder)]),
  };
}

/** Packages whose files are read by path, as those of a page's style. */
function bundled(dependencies: Readonly<Record<string, string>>, folder: string) {
  const texts = listTexts(folder).join('\n');
  return Object.entries(dependencies).filter(([module]) =>
    new RegExp(`['"/]${module}/(?:dist|package\\.json)`).test(texts),
  );
}

function listTexts(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.m?ts$/.test(basename(entry.name)))
    .map((entry) => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
}
