import { expect, test } from 'vitest';
import { parseCpuList, readCpuTopology } from './cpu-topology.ts';
import { createFakeTree } from './test-proc-tree.ts';

const place = (cpu: number, file: string) => `sys/devices/system/cpu/cpu${cpu}/${file}`;

test('only the CPUs of this process are listed, those of one core side by side', () => {
  const tree = createFakeTree({ 'proc/self/status': 'Name:\tnode\nCpus_allowed_list:\t0-3\n' });
  for (const cpu of [0, 1, 2, 3]) {
    const first = cpu % 2;
    tree.write(place(cpu, 'topology/thread_siblings_list'), `${first},${first + 2}\n`);
    tree.write(place(cpu, 'topology/physical_package_id'), '0\n');
    tree.write(place(cpu, 'cpu_capacity'), cpu === 3 ? '512\n' : '1024\n');
  }
  const cpus = readCpuTopology(tree.root);
  expect(cpus.map(({ cpu }) => cpu)).toEqual([0, 2, 1, 3]);
  expect(cpus[0]?.siblings).toEqual([0, 2]);
  expect(cpus[0]?.kind).toBe(cpus[2]?.kind);
  expect(cpus[0]?.kind).not.toBe(cpus[3]?.kind);
  tree.write('proc/self/status', 'Cpus_allowed_list:\t2-3\n');
  expect(readCpuTopology(tree.root).map(({ cpu }) => cpu)).toEqual([2, 3]);
});

test('where nothing is known, each CPU is a core of its own', () => {
  const { root } = createFakeTree({ 'proc/self/status': 'Cpus_allowed_list:\t1,4\n' });
  expect(readCpuTopology(root).map(({ cpu, siblings }) => [cpu, siblings])).toEqual([
    [1, [1]],
    [4, [4]],
  ]);
  expect(readCpuTopology(createFakeTree().root).length).toBeGreaterThan(0);
});

test.each([
  ['0', [0]],
  ['0-2,5', [0, 1, 2, 5]],
  ['', []],
  ['all', []],
])('the list %s', (text, cpus) => {
  expect(parseCpuList(text)).toEqual(cpus);
});
