// What this machine is: hardware, system, limits of its control group, versions, commit; what makes runs comparable.
import { execFile } from 'node:child_process';
import { arch, cpus, hostname, platform, release, totalmem } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
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

interface CgroupLimits {
  /** CPUs' worth of time, for example 1.5; undefined where not limited. */
  readonly cpuCount: number | undefined;
  readonly memoryBytes: number | undefined;
}

/** A version 1 group without a limit holds a number near 2^63. */
const unlimitedBytes = 2 ** 60;

function parseNumber(text: string | undefined): number | undefined {
  const value = text === undefined ? Number.NaN : Number(text.trim());
  return Number.isFinite(value) && value > 0 ? value : undefined;
}

function parseCpuMax(text: string | undefined): number | undefined {
  const [quota, period] = (text ?? '').trim().split(' ').map(Number);
  return quota && period ? quota / period : undefined;
}

/** The group and all above it: each may limit. */
function listAncestors(path: string): readonly string[] {
  const found = [path];
  for (let at = path; at !== '/'; at = dirname(at)) found.push(dirname(at));
  return found;
}

/** The path of this process in the hierarchy of a controller ('' for version 2). */
function findGroup(groups: string, controller: string): string | undefined {
  for (const line of groups.split('\n')) {
    const [, controllers = '?', path] = /^\d+:([^:]*):(.*)$/.exec(line) ?? [];
    if (path !== undefined && controllers.split(',').includes(controller)) return path;
  }
  return undefined;
}

const least = (values: readonly (number | undefined)[]): number | undefined => {
  const known = values.filter((value) => value !== undefined);
  return known.length === 0 ? undefined : Math.min(...known);
};

/** Reads the limits of this process. @param root folder that holds `proc` and `sys` */
export function readCgroupLimits(root = '/'): CgroupLimits {
  const groups = readSmallFile(join(root, 'proc/self/cgroup')) ?? '';
  const mount = join(root, 'sys/fs/cgroup');
  const folders = (controller: string): readonly string[] => {
    const path = findGroup(groups, controller);
    return path === undefined ? [] : listAncestors(path).map((at) => join(mount, controller, at));
  };
  const cpu = folders('').map((at) => parseCpuMax(readSmallFile(join(at, 'cpu.max'))));
  const cpuV1 = folders('cpu').map((at) => {
    const quota = parseNumber(readSmallFile(join(at, 'cpu.cfs_quota_us')));
    const period = parseNumber(readSmallFile(join(at, 'cpu.cfs_period_us')));
    return quota && period ? quota / period : undefined;
  });
  const memory = folders('').map((at) => parseNumber(readSmallFile(join(at, 'memory.max'))));
  const memoryV1 = folders('memory')
    .map((at) => parseNumber(readSmallFile(join(at, 'memory.limit_in_bytes'))))
    .filter((bytes) => bytes !== undefined && bytes < unlimitedBytes);
  return { cpuCount: least([...cpu, ...cpuV1]), memoryBytes: least([...memory, ...memoryV1]) };
}
