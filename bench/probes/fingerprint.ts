// Facts of the machine and the checkout that a result must carry to be comparable with another.
import { execFile } from 'node:child_process';
import { arch, cpus, hostname, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type CgroupLimits, readCgroupLimits } from './cgroup.ts';
import { readSmallFile } from './small-file.ts';

const run = promisify(execFile);

export interface MachineFacts {
  readonly hostname: string;
  /** For example `Debian GNU/Linux 12 (bookworm)`. */
  readonly os: string;
  readonly kernel: string;
  readonly cpuModel: string;
  readonly cpuCount: number;
  readonly memoryBytes: number;
  readonly nodeVersion: string;
  readonly cgroup: CgroupLimits;
  /** Undefined outside a git checkout. */
  readonly gitCommit: string | undefined;
  /** True where tracked or new files differ from the commit. */
  readonly gitDirty: boolean | undefined;
}

function readOsName(root: string): string {
  const text = readSmallFile(join(root, 'etc/os-release')) ?? '';
  return /^PRETTY_NAME="?([^"\n]*)"?$/m.exec(text)?.[1] ?? `${platform()} ${arch()}`;
}

async function readGit(
  cwd: string,
): Promise<{ commit: string | undefined; dirty: boolean | undefined }> {
  const git = async (...args: string[]): Promise<string | undefined> => {
    try {
      const options = { cwd, timeout: 5_000, maxBuffer: 16 * 1024 * 1024 };
      // Optional locks are off so that looking never gets into the way of another git command.
      return (await run('git', ['--no-optional-locks', ...args], options)).stdout.trim();
    } catch {
      return undefined;
    }
  };
  const commit = await git('rev-parse', '--verify', 'HEAD');
  if (commit === undefined) return { commit: undefined, dirty: undefined };
  const changes = await git('status', '--porcelain');
  return { commit, dirty: changes === undefined ? undefined : changes !== '' };
}

/** Reads the facts of this machine. @param cwd folder whose commit counts @param root for tests */
export async function readMachine(cwd: string, root = '/'): Promise<MachineFacts> {
  const processors = cpus();
  const git = await readGit(cwd);
  return {
    hostname: hostname(),
    os: readOsName(root),
    kernel: release(),
    cpuModel: processors[0]?.model.trim() ?? arch(),
    cpuCount: processors.length,
    memoryBytes: totalmem(),
    nodeVersion: process.version,
    cgroup: readCgroupLimits(root),
    gitCommit: git.commit,
    gitDirty: git.dirty,
  };
}
