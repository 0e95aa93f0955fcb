// Finds a config file and reads what it exports.
import { readFile, stat } from 'node:fs/promises';
import { basename, dirname, extname, join, resolve } from 'node:path';
import { findErrorPosition, formatPosition } from '../error-position.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { importForeign, watchForeign } from '../foreign-modules.ts';
import { findSyntaxPosition } from '../syntax-position.ts';

/** Names that are looked for, the first one found is taken. */
export const configFileNames = ['mts', 'ts', 'mjs', 'js', 'cts', 'cjs', 'json'].map(
  (extension) => `loadstone.config.${extension}`,
);

/**
 * The absolute path of the config: the one given, or the first of the usual names in the folder.
 * @throws LoadstoneError CONFIG_NOT_FOUND
 */
export async function findConfigFile(path: string | undefined, cwd: string): Promise<string> {
  if (path !== undefined) {
    const given = resolve(cwd, path);
    const found = await stat(given).catch(() => undefined);
    if (found?.isFile()) return given;
    if (found?.isDirectory())
      throw new LoadstoneError('CONFIG_NOT_FOUND', `${given} is a folder, not a config file.`, {
        hint: 'Name the file in it with --config, or run inside that folder without the flag.',
      });
    throw new LoadstoneError('CONFIG_NOT_FOUND', `There is no config file ${given}.`, {
      hint: 'Check the path given with --config; it is relative to the folder you are in.',
    });
  }
  for (const name of configFileNames) {
    if (await isFile(join(cwd, name))) return join(cwd, name);
  }
  const yaml = ['yaml', 'yml'].map((extension) => `loadstone.config.${extension}`);
  for (const name of yaml) {
    if (await isFile(join(cwd, name))) throw refuseYaml(join(cwd, name));
  }
  const names = configFileNames.join(', ');
  throw new LoadstoneError(
    'CONFIG_NOT_FOUND',
    `There is no config in ${cwd}; looked for ${names}.`,
  );
}

/**
 * What the config file exports by default, or holds as JSON; not checked yet.
 * @throws LoadstoneError CONFIG_THROWS, CONFIG_INVALID
 */
export async function readConfigFile(path: string): Promise<unknown> {
  const extension = extname(path);
  if (extension === '.yaml' || extension === '.yml') throw refuseYaml(path);
  if (extension === '.json') return parseJson(await readFile(path, 'utf8'), path);
  let value: unknown;
  try {
    const loaded = (await importForeign(path)) as { readonly default?: unknown };
    // An async function that was called may stand there as well as what it gives.
    value = unwrapDefault(await watchForeign(path, () => loaded.default));
  } catch (thrown) {
    throw explainThrown(path, thrown);
  }
  if (value !== undefined) return value;
  throw new LoadstoneError('CONFIG_INVALID', `${basename(path)} has no default export.`, {
    hint: 'End it with `export default defineConfig({ … })`.',
  });
}

/** A compiler that writes CommonJS leaves its exports, and a mark, where Node sees one default export. */
function unwrapDefault(value: unknown): unknown {
  const isMarked = typeof value === 'object' && value !== null && '__esModule' in value;
  return isMarked && 'default' in value ? value.default : value;
}

/** The config as it is written; undefined where it cannot be read. */
export async function readConfigText(path: string): Promise<string | undefined> {
  return readFile(path, 'utf8').catch(() => undefined);
}

function parseJson(text: string, path: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (cause) {
    throw new LoadstoneError(
      'CONFIG_INVALID',
      `${basename(path)} is no JSON: ${messageOf(cause)}.`,
      {
        hint: 'JSON allows neither comments nor a comma before a closing bracket; loadstone.config.mts does.',
        cause,
      },
    );
  }
}

function refuseYaml(path: string): LoadstoneError {
  return new LoadstoneError('CONFIG_INVALID', `${basename(path)}: YAML is not read.`, {
    hint: 'Write it as loadstone.config.json or loadstone.config.mts.',
  });
}

/** CONFIG_THROWS with the place in the config or a module of it, and the way out where the cause is known. */
function explainThrown(path: string, thrown: unknown): LoadstoneError {
  const hint = findHint(path, messageOf(thrown));
  const position = findErrorPosition(thrown) ?? findSyntaxPosition(path, thrown);
  const place = position === undefined ? '' : `${formatPosition(position, dirname(path))}: `;
  const opening = place.startsWith(basename(path)) ? place : `${basename(path)}: ${place}`;
  return new LoadstoneError('CONFIG_THROWS', `${opening}${describeThrown(thrown)}`, {
    cause: thrown,
    ...(hint === undefined ? {} : { hint }),
  });
}

function describeThrown(thrown: unknown): string {
  const message = messageOf(thrown);
  const name = thrown instanceof Error ? readName(thrown) : undefined;
  return name === undefined ? message : `${name}: ${message}`;
}

/** An error of a config may have any name, also one that throws. */
function readName(error: Error): string | undefined {
  try {
    return typeof error.name === 'string' ? error.name : undefined;
  } catch {
    return undefined;
  }
}

function findHint(path: string, message: string): string | undefined {
  if (/Unexpected token 'export'|Cannot use import statement/.test(message)) {
    const ending = extname(path);
    const because = /^\.c/.test(ending) ? `of its ending ${ending}` : 'of "type" in package.json';
    const renamed = `${basename(path, ending)}${ending.endsWith('ts') ? '.mts' : '.mjs'}`;
    return `Node takes ${basename(path)} for a CommonJS file, because ${because}. Rename it to ${renamed}, or write it with \`require\` and \`module.exports\`.`;
  }
  if (/strip-only mode/.test(message)) {
    return 'Node only strips types: enums, namespaces and parameter properties are not possible in a config.';
  }
  return undefined;
}

async function isFile(path: string): Promise<boolean> {
  return stat(path).then(
    (found) => found.isFile(),
    () => false,
  );
}
