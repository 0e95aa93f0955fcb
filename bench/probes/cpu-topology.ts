// Which CPUs this process may use, and what is known of each: siblings, package, speed.
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { readSmallFile } from './small-file.ts';

export interface CpuFacts {
  readonly cpu: number;
  /** CPUs that share its core, itself included; itself alone where that is not known. */
  readonly siblings: readonly number[];
  readonly packageId: string;
  /** Equal for CPUs of the same kind: capacity, highest frequency and caches, as far as the system tells. */
  readonly kind: string;
}

const folder = 'sys/devices/system/cpu';

/**
 * The CPUs of this process, those of one core side by side. Off Linux they are counted and nothing is known of them.
 * @param root for tests
 */
export function readCpuTopology(root = '/'): readonly CpuFacts[] {
  const cpus = readAllowedCpus(root).map((cpu) => readCpu(cpu, root));
  const keyOf = ({ packageId, siblings, cpu }: CpuFacts) =>
    [Number(packageId) || 0, siblings[0] ?? cpu, cpu] as const;
  return cpus.toSorted((a, b) => {
    const [one, other] = [keyOf(a), keyOf(b)];
    return one[0] - other[0] || one[1] - other[1] || one[2] - other[2];
  });
}

/** A cpuset of a container leaves some out, and their numbers need not begin with 0. */
function readAllowedCpus(root: string): readonly number[] {
  const status = readSmallFile(join(root, 'proc/self/status')) ?? '';
  const list = /^Cpus_allowed_list:\s*(\S+)$/m.exec(status)?.[1];
  const cpus = list === undefined ? [] : parseCpuList(list);
  return cpus.length > 0 ? cpus : Array.from({ length: availableParallelism() }, (_, cpu) => cpu);
}

function readCpu(cpu: number, root: string): CpuFacts {
  const read = (...path: string[]) =>
    readSmallFile(join(root, folder, `cpu${cpu}`, ...path))?.trim() ?? '';
  const siblings = parseCpuList(read('topology', 'thread_siblings_list'));
  const caches = [0, 1, 2, 3].map((index) => read('cache', `index${index}`, 'size'));
  return {
    cpu,
    siblings: siblings.includes(cpu) ? siblings : [cpu],
    packageId: read('topology', 'physical_package_id'),
    kind: [read('cpu_capacity'), read('cpufreq', 'cpuinfo_max_freq'), ...caches].join('/'),
  };
}

/** `0-2,5` → 0, 1, 2, 5; empty where the text is none. */
export function parseCpuList(text: string): readonly number[] {
  if (!/^\d+(-\d+)?(,\d+(-\d+)?)*$/.test(text)) return [];
  return text.split(',').flatMap((part) => {
    const [first = 0, last = first] = part.split('-').map(Number);
    return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
  });
}
