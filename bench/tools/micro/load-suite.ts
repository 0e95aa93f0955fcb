// Finds the `*.bench.ts` files of a version of the repository, loads one, and checks what it exports.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { LoadstoneError } from '../../errors.ts';
import type { MicroAlternative, MicroSuite } from './suite.ts';

/** Folders that hold benchmarks. Code is reached by the place of these files, never by an import. */
const suites = 'bench/tools/micro/suites';
/** Where versions before the tools had a folder of their own have them. */
const earlierSuites = 'bench/micro/suites';
const benchFolders = ['server/micro', suites, earlierSuites];

const ending = '.bench.ts';

/** Paths of the bench files from the root, in order; none where a version has no such folder. */
export function findBenchFiles(rootDir: string): readonly string[] {
  return benchFolders.flatMap((folder) => {
    try {
      return readdirSync(join(rootDir, folder))
        .filter((name) => name.endsWith(ending))
        .map((name) =>
          relative(rootDir, join(rootDir, folder, name))
            .split(sep)
            .join('/'),
        )
        .sort();
    } catch {
      return [];
    }
  });
}

/** @throws LoadstoneError BENCH_INVALID where it exports no suite; whatever the file itself throws */
export async function loadSuite(rootDir: string, file: string): Promise<MicroSuite> {
  const module: unknown = await import(pathToFileURL(join(rootDir, file)).href);
  const suite = (module as { readonly suite?: unknown }).suite;
  const fault = findFault(suite);
  if (fault !== undefined) throw new LoadstoneError('BENCH_INVALID', `${file}: ${fault}`);
  return suite as MicroSuite;
}

/** What is wrong with a suite of another version or another hand; undefined where it is right. */
function findFault(suite: unknown): string | undefined {
  if (typeof suite !== 'object' || suite === null) return 'it exports no `suite`';
  const { name, operation, baseline, alternatives } = suite as Partial<Record<string, unknown>>;
  if (typeof name !== 'string' || typeof operation !== 'string') return 'name or operation missing';
  if (!Array.isArray(alternatives)) return 'alternatives missing';
  const names = alternatives.map((one: Partial<MicroAlternative>) => one?.name);
  if (names.some((one) => typeof one !== 'string')) return 'an alternative without a name';
  if (new Set(names).size < names.length) return 'two alternatives of one name';
  const known: readonly unknown[] = [undefined, 'redis', 'postgres'];
  for (const { prepare, needs } of alternatives as readonly Partial<MicroAlternative>[]) {
    if (typeof prepare !== 'function') return 'an alternative without prepare';
    if (!known.includes(needs)) return `an alternative needs '${needs}', which is unknown here`;
  }
  return names.includes(baseline as string) ? undefined : 'no alternative is the baseline';
}

/** Text of the bench file and of the files beside it that are no bench files; empty where it is missing. */
function readBench(rootDir: string, file: string): string {
  const folder = join(rootDir, dirname(file));
  try {
    const beside = readdirSync(folder).filter((name) => /(?<!\.(bench|test))\.ts$/.test(name));
    const paths = [...beside.sort().map((name) => join(folder, name)), join(rootDir, file)];
    return paths.map((path) => `${path.slice(rootDir.length)}\n${readFileSync(path)}`).join('\n');
  } catch {
    return '';
  }
}

/** Those of the files that are in both versions and not the same, helpers beside them included. */
export function findChangedBenches(
  hereDir: string,
  thereDir: string,
  files: readonly string[],
): ReadonlySet<string> {
  const isChanged = (file: string) => {
    const other =
      readBench(thereDir, file) || readBench(thereDir, file.replace(suites, earlierSuites));
    return other !== '' && readBench(hereDir, file) !== other;
  };
  return new Set(files.filter(isChanged));
}
