// Reads the generator's command line and environment; all that is wrong is said at once.
import { parseArgs } from 'node:util';
import { parseDatabaseUrl } from '../command-line.ts';
import { type Size, sizes } from './profile.ts';

export type SeedArguments =
  | { readonly kind: 'help' }
  | { readonly kind: 'wrong'; readonly problems: readonly string[] }
  | {
      readonly kind: 'load';
      readonly databaseUrl: string;
      readonly size: Size;
      readonly seed: number;
    };

export const usage = `usage: node server/database/seed/main.ts [--size S|M|L] [--seed N]

Fills the empty database that DATABASE_URL names.
  --size   S: 20,000 customers, 100,000 orders (default); M: 200,000, 1,000,000; L: 1,000,000, 10,000,000
  --seed   whole number of 0 to 4294967295 (default 1); the same size and seed give the same rows
`;

const largestSeed = 4_294_967_295;

/** Parses arguments (without node and script) and the environment. */
export function parseSeedArguments(
  argv: readonly string[],
  env: Readonly<Record<string, string | undefined>>,
): SeedArguments {
  const problems: string[] = [];
  const values = readValues(argv, problems);
  if (values.help === true) return { kind: 'help' };
  const size = parseSize(values.size ?? 'S');
  if (size === undefined) problems.push(`--size is S, M or L, not "${values.size}"`);
  const seed = parseSeed(values.seed ?? '1');
  if (seed === undefined) {
    problems.push(`--seed is a whole number of 0 to ${largestSeed}, not "${values.seed}"`);
  }
  const databaseUrl = parseDatabaseUrl(env.DATABASE_URL, problems);
  if (size === undefined || seed === undefined || databaseUrl === undefined || problems.length > 0)
    return { kind: 'wrong', problems };
  return { kind: 'load', databaseUrl, size, seed };
}

interface RawValues {
  readonly size?: string | undefined;
  readonly seed?: string | undefined;
  readonly help?: boolean | undefined;
}

function readValues(argv: readonly string[], problems: string[]): RawValues {
  const options = {
    size: { type: 'string' },
    seed: { type: 'string' },
    help: { type: 'boolean', short: 'h' },
  } as const;
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  for (const token of tokens) {
    if (token.kind === 'option' && !Object.hasOwn(options, token.name))
      problems.push(`unknown option ${token.rawName}`);
  }
  for (const word of positionals) problems.push(`unexpected argument "${word}"`);
  return {
    size: values.size === undefined ? undefined : String(values.size),
    seed: values.seed === undefined ? undefined : String(values.seed),
    help: values.help === true,
  };
}

function parseSize(text: string): Size | undefined {
  return Object.hasOwn(sizes, text) ? (text as Size) : undefined;
}

function parseSeed(text: string): number | undefined {
  if (!/^\d{1,10}$/.test(text)) return undefined;
  const seed = Number(text);
  return seed <= largestSeed ? seed : undefined;
}
