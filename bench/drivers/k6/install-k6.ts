// Builds k6 with Go into the state folder, for machines that have no package of it.
import { execFile } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { messageOf } from '../../errors.ts';
import { findOnPath } from '../../services/placement.ts';
import { type FoundK6, findK6, type MissingK6, missingK6 } from './find-k6.ts';

export interface InstallK6Options {
  /** The binary lands in `<stateDir>/bin`. */
  readonly stateDir: string;
  /** Environment of `go install`: PATH, HOME, and what Go's own settings say (GOPROXY, GOFLAGS …). */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Called once for each module tried. */
  readonly onStep: (text: string) => void;
  /** For one module; a first build takes minutes. */
  readonly timeoutMs?: number;
}

/**
 * The first that Go can fetch is taken. A named version comes first, since it is known to be served;
 * a proxy may take minutes to say that it has no `latest` of a newer major version.
 */
const modules = ['go.k6.io/k6@v1.8.1', 'go.k6.io/k6/v2@latest', 'go.k6.io/k6@latest'] as const;
const defaultTimeoutMs = 15 * 60_000;

/** Installs k6 by `go install`; tells why where it can't. Never throws. */
export async function installK6(options: InstallK6Options): Promise<FoundK6 | MissingK6> {
  if (findOnPath('go') === undefined) return missingK6('Go is not on PATH, so k6 cannot be built');
  const binFolder = join(options.stateDir, 'bin');
  let reason = '';
  try {
    mkdirSync(binFolder, { recursive: true });
    for (const module of modules) {
      options.onStep(`go install ${module} …`);
      const failure = await install(module, binFolder, options);
      if (failure === undefined) {
        return await findK6({ givenPath: join(binFolder, 'k6'), stateDir: undefined });
      }
      reason = `go install ${module} failed: ${failure}`;
    }
  } catch (thrown) {
    reason = messageOf(thrown);
  }
  return missingK6(reason);
}

/** Why it failed, or undefined. */
async function install(
  module: string,
  binFolder: string,
  { env, timeoutMs = defaultTimeoutMs }: InstallK6Options,
): Promise<string | undefined> {
  try {
    await promisify(execFile)('go', ['install', module], {
      env: { HOME: homedir(), ...env, GOBIN: binFolder },
      timeout: timeoutMs,
      killSignal: 'SIGTERM',
    });
    return undefined;
  } catch (thrown) {
    if (thrown instanceof Error && 'killed' in thrown && thrown.killed === true) {
      return `not done within ${timeoutMs / 1_000} s`;
    }
    const output = thrown instanceof Error && 'stderr' in thrown ? String(thrown.stderr) : '';
    return output.trim().split('\n').at(-1) || messageOf(thrown);
  }
}
