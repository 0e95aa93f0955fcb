import { expect, test } from 'vitest';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import { readProcess, readProcessTree } from '../../probes/processes.ts';
import { readSmallFile } from '../../probes/small-file.ts';
import { askService, startSurroundings } from '../test-surroundings.ts';
import { createCpuHog } from './cpu-hog.ts';

const listHogs = () =>
  readProcessTree(process.pid).filter((pid) =>
    (readSmallFile(`/proc/${pid}/cmdline`) ?? '').includes('while :; do :; done'),
  );

test('hogs spin on the CPUs of the service and are gone after the healing', async () => {
  const surroundings = await startSurroundings('good', { serviceCpus: [0] });
  const fault = createCpuHog({ hogsPerCpu: 2, verifyWithinMs: 60_000 });
  expect(await fault.check(surroundings)).toBeUndefined();
  const applied = await fault.apply(surroundings);
  const hogs = listHogs();
  const seen = await applied.verify();
  const cpus = hogs.map(
    (pid) => /^Cpus_allowed_list:\s+(.*)$/m.exec(readSmallFile(`/proc/${pid}/status`) ?? '')?.[1],
  );
  await applied.heal();
  await applied.heal();
  expect(seen).toEqual({
    tookEffect: true,
    evidence: writeMessage('evidence-hogs', { count: 2, all: 2 }),
  });
  expect(cpus).toEqual(['0', '0']);
  expect(listHogs()).toEqual([]);
  expect(await askService(surroundings.service)).toBe(200);
});

test('hogs that get no CPU are found out', async () => {
  const surroundings = await startSurroundings('good', { serviceCpus: [0] });
  const applied = await createCpuHog({ hogsPerCpu: 1, verifyWithinMs: 300 }).apply(surroundings);
  const hogs = listHogs();
  for (const pid of hogs) process.kill(pid, 'SIGSTOP');
  await expect.poll(() => hogs.map((pid) => readProcess(pid)?.state)).toEqual(['T']);
  const seen = await applied.verify();
  await applied.heal();
  expect(seen).toEqual({
    tookEffect: false,
    evidence: writeMessage('evidence-hogs', { count: 0, all: 1 }),
  });
  expect(listHogs()).toEqual([]);
});
