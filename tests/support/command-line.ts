// Runs the real `loadstone` command as a child process, for tests of whole commands.
import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';

/** The command of this checkout, from its TypeScript. */
export const sourceEntry = join(import.meta.dirname, '../../bench/cli/loadstone.mjs');

/** The build of it that Vitest made (build.setup.ts); undefined outside Vitest. */
const build = process.env.TESTED_LOADSTONE;

/** The command as tests start it: the same, built, where there is a build. */
export const commandEntry =
  build === undefined ? sourceEntry : join(build, 'bench/cli/loadstone.mjs');

/** What a config imports as `loadstone` for that command. */
export const publicFace =
  build === undefined
    ? join(import.meta.dirname, '../../bench/index.ts')
    : join(build, 'dist/index.js');

/** What a command of a build needs in its environment: what Node compiles of it goes with it. */
export const commandEnv: Readonly<Record<string, string>> =
  build === undefined ? {} : { NODE_COMPILE_CACHE: join(build, 'compiled') };

/** For services of this repository, which else would compile the same modules at each start (vitest.config.ts). */
export const compileCacheEnv = { NODE_COMPILE_CACHE: process.env.NODE_COMPILE_CACHE ?? '' };

export interface CommandOutcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartedCommand {
  readonly child: ChildProcess;
  readonly ended: Promise<CommandOutcome>;
  /** Resolves when the text has been printed on either stream; rejects where the command ends before. */
  waitFor(text: string | RegExp): Promise<void>;
}

export interface CommandOptions {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Its file, `commandEntry` unless told. */
  readonly entry?: string;
  /** In a process group of its own, which a signal can be sent to as Ctrl-C of a terminal sends it. */
  readonly inOwnGroup?: boolean;
}

/** Starts `loadstone …args` on the Node that runs the tests. */
export function startLoadstone(args: readonly string[], options: CommandOptions): StartedCommand {
  const env = { ...process.env, ...commandEnv, NO_COLOR: '1', ...options.env };
  const child = spawn(process.execPath, [options.entry ?? commandEntry, ...args], {
    ...{ cwd: options.cwd, env, stdio: ['ignore', 'pipe', 'pipe'] },
    detached: options.inOwnGroup === true,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout?.on('data', (text: Buffer) => {
    stdout += text;
  });
  child.stderr?.on('data', (text: Buffer) => {
    stderr += text;
  });
  const ended = new Promise<CommandOutcome>((resolve) => {
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
  const waitFor = async (wanted: string | RegExp): Promise<void> => {
    const isThere = () =>
      typeof wanted === 'string'
        ? (stdout + stderr).includes(wanted)
        : wanted.test(stdout + stderr);
    let hasEnded = false;
    void ended.then(() => {
      hasEnded = true;
    });
    while (!isThere()) {
      if (hasEnded) throw new Error(`ended before it printed ${wanted}:\n${stdout}\n${stderr}`);
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
  };
  return { child, ended, waitFor };
}

/** Runs `loadstone …args` to its end. */
export function runLoadstone(
  args: readonly string[],
  options: CommandOptions,
): Promise<CommandOutcome> {
  return startLoadstone(args, options).ended;
}
