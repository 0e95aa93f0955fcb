// Tells where a benchmark itself differs between two versions, since then it measures something else.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

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
    const [own, other] = [readBench(hereDir, file), readBench(thereDir, file)];
    return other !== '' && own !== other;
  };
  return new Set(files.filter(isChanged));
}
