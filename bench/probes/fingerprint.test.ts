import { expect, test } from 'vitest';
import { readCgroupLimits } from './fingerprint.ts';
import { createFakeTree } from './test-proc-tree.ts';

test('the tightest limit of the group and those above it counts (version 2)', () => {
  const tree = createFakeTree({
    'proc/self/cgroup': '0::/a/b\n',
    'sys/fs/cgroup/a/cpu.max': '150000 100000\n',
    'sys/fs/cgroup/a/b/cpu.max': 'max 100000\n',
    'sys/fs/cgroup/a/memory.max': '1073741824\n',
    'sys/fs/cgroup/a/b/memory.max': '536870912\n',
  });
  expect(readCgroupLimits(tree.root)).toEqual({ cpuCount: 1.5, memoryBytes: 536_870_912 });
});

test('limits of version 1 are read by controller, and its huge default is none', () => {
  const tree = createFakeTree({
    'proc/self/cgroup': '4:memory:/m\n2:cpu,cpuacct:/c\n0::/\n',
    'sys/fs/cgroup/cpu/c/cpu.cfs_quota_us': '50000\n',
    'sys/fs/cgroup/cpu/c/cpu.cfs_period_us': '100000\n',
    'sys/fs/cgroup/memory/m/memory.limit_in_bytes': '9223372036854771712\n',
  });
  expect(readCgroupLimits(tree.root)).toEqual({ cpuCount: 0.5, memoryBytes: undefined });
});

test('no control groups are no limits', () => {
  expect(readCgroupLimits('/nowhere')).toEqual({ cpuCount: undefined, memoryBytes: undefined });
});
