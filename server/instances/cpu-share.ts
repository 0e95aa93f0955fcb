// A limit on the CPU of each copy: a control group of the kernel (Linux), version 2 or 1, whichever this machine has.
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { StartError } from '../errors.ts';

/** What holds the limit. */
type CpuLimiter = 'cgroup-v2' | 'cgroup-v1';

export interface CpuShares {
  readonly by: CpuLimiter;
  /** Moves a process with all its threads under a limit of its own; what it starts later is under it, too. */
  limit(pid: number): void;
  /** Removes the groups of all processes that have ended. */
  close(): void;
}

interface Hierarchy {
  readonly by: CpuLimiter;
  /** Folder in which groups can be made. */
  readonly parent: string;
}

/** Short against a request of some milliseconds, so that a limit is a slower CPU rather than long pauses. */
const periodUs = 20_000;

/** @throws StartError where this machine lets nobody set such limits */
export function openCpuShares(percent: number): CpuShares {
  const hierarchy = findHierarchies().find(canLimit);
  if (hierarchy === undefined)
    throw new StartError(
      'CRM_INSTANCE_CPU_PERCENT needs control groups for CPU, and this process may make none',
      'Run as root, or in a container that may (--privileged --cgroupns=private), or set it to 0.',
    );
  const { by, parent } = hierarchy;
  removeLeftOver(parent);
  const made: string[] = [];
  return {
    by,
    limit: (pid) => {
      const folder = join(parent, `${prefix}${process.pid}-${pid}`);
      mkdirSync(folder);
      made.push(folder);
      writeLimit(by, folder, percent);
      writeFileSync(join(folder, 'cgroup.procs'), String(pid));
    },
    close: () => made.splice(0).forEach(removeGroup),
  };
}

const prefix = 'crm-copy-';

function writeLimit(by: CpuLimiter, folder: string, percent: number): void {
  const quotaUs = Math.round((percent / 100) * periodUs);
  if (by === 'cgroup-v2') writeFileSync(join(folder, 'cpu.max'), `${quotaUs} ${periodUs}`);
  else {
    writeFileSync(join(folder, 'cpu.cfs_period_us'), String(periodUs));
    writeFileSync(join(folder, 'cpu.cfs_quota_us'), String(quotaUs));
  }
}

/** Tried with a group that is removed again: rights and controllers are too many to be asked one by one. */
function canLimit({ by, parent }: Hierarchy): boolean {
  const folder = join(parent, `${prefix}${process.pid}-try`);
  try {
    mkdirSync(folder);
    writeLimit(by, folder, 50);
    return true;
  } catch {
    return false;
  } finally {
    removeGroup(folder);
  }
}

/** Where this process is, and above it: in version 2 a group with processes of its own has no limited children. */
function findHierarchies(): readonly Hierarchy[] {
  const own = readLines('/proc/self/cgroup').map((line) => line.split(':'));
  return readLines('/proc/self/mountinfo').flatMap((line): Hierarchy[] => {
    const [head = '', tail = ''] = line.split(' - ');
    const [, , , root = '/', mount = ''] = head.split(' ');
    const [kind, , options = ''] = tail.split(' ');
    const isOfCpu = options.split(',').includes('cpu');
    if (kind !== 'cgroup2' && !(kind === 'cgroup' && isOfCpu)) return [];
    const by = kind === 'cgroup2' ? 'cgroup-v2' : 'cgroup-v1';
    const [, , path = '/'] =
      own.find(([, controllers = '']) =>
        by === 'cgroup-v2' ? controllers === '' : controllers.split(',').includes('cpu'),
      ) ?? [];
    const inside = path.startsWith(root) ? path.slice(root === '/' ? 0 : root.length) : '/';
    const here = join(mount, inside);
    return [...new Set([here, join(here, '..'), mount])]
      .filter((parent) => parent.startsWith(mount))
      .map((parent) => ({ by, parent }));
  });
}

function readLines(path: string): readonly string[] {
  try {
    return readFileSync(path, 'utf8').trim().split('\n');
  } catch {
    return [];
  }
}

/** Groups of launchers that were killed. */
function removeLeftOver(parent: string): void {
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(prefix) ? Number.parseInt(name.slice(prefix.length), 10) : 0;
    if (pid > 0 && !existsSync(`/proc/${pid}`)) removeGroup(join(parent, name));
  }
}

/** Left where a process is still in it. */
function removeGroup(folder: string): void {
  try {
    rmdirSync(folder);
  } catch {
    // Not there, or not empty: the next launcher removes it.
  }
}
