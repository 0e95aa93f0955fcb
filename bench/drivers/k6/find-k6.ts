// Where k6 is on this machine, and which one.
import { execFile } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../../errors.ts';
import { readInheritedEnv } from '../../services/inherited-env.ts';

export interface FoundK6 {
  readonly kind: 'found';
  readonly path: string;
  /** Without the leading v, e.g. `2.0.1`. */
  readonly version: string;
}

export interface MissingK6 {
  readonly kind: 'none';
  /** Why there is none. */
  readonly reason: string;
  /** How to get it. */
  readonly hint: string;
}

export interface FindK6Options {
  /** Path given by the user (`LOADSTONE_K6`); then no other place is looked at. */
  readonly givenPath: string | undefined;
  /** Folder into which `installK6` put it; looked at after PATH. */
  readonly stateDir: string | undefined;
  /** The PATH to search; by default that of this process. */
  readonly pathVariable?: string;
}

const oldestMajor = 1;
const newestMajor = 2;
const versionTimeoutMs = 15_000;

/** Advice for where there is no k6. */
const k6Hint =
  'Run `loadstone setup --k6` (it needs Go), install k6 1.x or 2.x from its vendor, or name the binary in LOADSTONE_K6.';

/** Looks for k6 at the given path, else on PATH, else where `installK6` puts it; never throws. */
export async function findK6(options: FindK6Options): Promise<FoundK6 | MissingK6> {
  const { givenPath } = options;
  if (givenPath !== undefined) return probe(givenPath);
  const pathVariable = options.pathVariable ?? readInheritedEnv().PATH ?? '';
  const folders = pathVariable.split(delimiter).filter((folder) => folder !== '');
  if (options.stateDir !== undefined) folders.push(join(options.stateDir, 'bin'));
  const candidates = folders.map((folder) => join(folder, 'k6')).filter(isExecutable);
  let lastMissing = missingK6('k6 is not on PATH');
  for (const path of candidates) {
    const found = await probe(path);
    if (found.kind === 'found') return found;
    lastMissing = found;
  }
  return lastMissing;
}

/** The version in the output of `k6 version`, or undefined where it is not k6's; pure. */
export function parseK6Version(output: string): string | undefined {
  return /^k6(?:\.exe)? v(\d+\.\d+\.\d+\S*)/m.exec(output)?.[1];
}

async function probe(path: string): Promise<FoundK6 | MissingK6> {
  let output: string;
  try {
    // The vendor's npm package of this name is an empty dummy, so only its answer tells.
    const { stdout } = await promisify(execFile)(path, ['version'], {
      timeout: versionTimeoutMs,
      env: readInheritedEnv(),
    });
    output = stdout;
  } catch (thrown) {
    return missingK6(`${path} does not run: ${messageOf(thrown).split('\n', 1)[0]}`);
  }
  const version = parseK6Version(output);
  if (version === undefined)
    return missingK6(`${path} is not k6: \`version\` gives no version of it`);
  const major = Number.parseInt(version, 10);
  if (major < oldestMajor || major > newestMajor) {
    return missingK6(`${path} is k6 ${version}; 1.x and 2.x are supported`);
  }
  return { kind: 'found', path, version };
}

/** There is none, with the advice how to get it. */
export function missingK6(reason: string): MissingK6 {
  return { kind: 'none', reason, hint: k6Hint };
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
