// Projects of others, in folders of their own, which install Loadstone from the tarball that `npm pack` makes.
import { execFileSync, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CommandOutcome } from './command-line.ts';
import { copyFixture } from './fixture.ts';

const root = join(import.meta.dirname, '../..');

/**
 * Builds the package and packs it as it would be published, once for all tests of this start of Vitest: whoever asks
 * first does it, the others wait. It goes with what build.setup.ts made.
 * @returns the absolute path of the tarball
 */
export async function packLoadstone(): Promise<string> {
  const folder = join(process.env.TESTED_LOADSTONE ?? '', 'package');
  const outcome = join(folder, 'outcome.json');
  if (claim(folder)) writeWhole(outcome, JSON.stringify(pack(folder)));
  while (!existsSync(outcome)) await sleep(200);
  const { path, fault } = JSON.parse(readFileSync(outcome, 'utf8'));
  if (fault !== undefined) throw new Error(fault);
  return path;
}

/** True for the one process that makes the folder. */
function claim(folder: string): boolean {
  try {
    mkdirSync(folder);
    return true;
  } catch (thrown) {
    if ((thrown as NodeJS.ErrnoException).code === 'EEXIST') return false;
    throw thrown;
  }
}

function pack(folder: string): { readonly path: string } | { readonly fault: string } {
  try {
    const printed = execFileSync('npm', ['pack', '--silent', '--pack-destination', folder], {
      ...{ cwd: root, encoding: 'utf8', env: quietEnv() },
    });
    return { path: join(folder, printed.trim().split('\n').at(-1) ?? '') };
  } catch (thrown) {
    return { fault: `npm pack failed: ${thrown}` };
  }
}

function writeWhole(path: string, text: string): void {
  writeFileSync(`${path}.part`, text);
  renameSync(`${path}.part`, path);
}

export interface ForeignProject {
  readonly cwd: string;
  /** The same project from a folder of it. */
  below(folder: string): ForeignProject;
  write(files: Readonly<Record<string, string>>): void;
  /** Runs a program to its end. */
  runs(...command: readonly string[]): Promise<CommandOutcome>;
  /** Runs `npx loadstone` with these words. */
  loadstone(...words: readonly string[]): Promise<CommandOutcome>;
  /** Commits everything. */
  commit(): void;
  remove(): void;
}

/**
 * Environment of a user's shell: nothing of the npm that runs the tests but whom it trusts, and a Node that may be chosen.
 */
function quietEnv(nodePath: string = process.execPath): NodeJS.ProcessEnv {
  const own = Object.entries(process.env).filter(
    ([name]) => !/^npm_(?!config_)|^VITEST|^NODE_(?!EXTRA_CA_CERTS$)/.test(name),
  );
  const path = [dirname(nodePath), process.env.PATH].join(delimiter);
  return { ...Object.fromEntries(own), PATH: path, NO_COLOR: '1' };
}

/** @param name of its folder, such as one with spaces; @param nodePath Node that is first in PATH */
export function createForeignProject(name: string, nodePath?: string): ForeignProject {
  const holder = mkdtempSync(join(tmpdir(), 'loadstone-foreign-'));
  const cwd = join(holder, name);
  mkdirSync(cwd);
  return openProject(cwd, nodePath, () => rmSync(holder, { recursive: true, force: true }));
}

function openProject(
  cwd: string,
  nodePath: string | undefined,
  remove: () => void,
): ForeignProject {
  const env = quietEnv(nodePath);
  const runs = ([program = '', ...args]: readonly string[]) =>
    new Promise<CommandOutcome>((resolve, reject) => {
      const child = spawn(program, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
      let [stdout, stderr] = ['', ''];
      child.stdout.on('data', (text: Buffer) => {
        stdout += text;
      });
      child.stderr.on('data', (text: Buffer) => {
        stderr += text;
      });
      child.once('error', reject);
      child.once('close', (code) => resolve({ code, stdout, stderr }));
    });
  const git = (...words: readonly string[]) => execFileSync('git', words, { cwd, env });
  return {
    cwd,
    below: (folder) => openProject(join(cwd, folder), nodePath, remove),
    write: (files) => {
      for (const [path, text] of Object.entries(files)) {
        mkdirSync(dirname(join(cwd, path)), { recursive: true });
        writeFileSync(join(cwd, path), text);
      }
    },
    runs: (...command) => runs(command),
    loadstone: (...words) => runs(['npx', '--no-install', 'loadstone', ...words]),
    commit: () => {
      git('init', '--quiet');
      git('add', '--all');
      git('-c', 'user.name=T', '-c', 'user.email=t@example.org', 'commit', '-qm', 'A version');
    },
    remove,
  };
}

/** The gated service with its config, which imports the package. */
export function copyService({ cwd }: ForeignProject): void {
  copyFixture('gated-service', cwd, undefined, 'loadstone');
  writeFileSync(join(cwd, '.gitignore'), 'node_modules/\nruns/\n.loadstone/\n');
}
