import { expect, test } from 'vitest';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import { readProcess } from '../../probes/processes.ts';
import { startChild } from '../../services/child.ts';
import { readInheritedEnv } from '../../services/inherited-env.ts';
import { attachService } from '../../target/given-service.ts';
import { identify, listServicePids, verifyGone } from '../processes.ts';
import { askService, startSurroundings } from '../test-surroundings.ts';
import {
  createServiceKilled,
  createServicePaused,
  createServiceRestarted,
  createWorkerKilled,
} from './process-faults.ts';

const stateOf = (pid: number) => readProcess(pid)?.state;
const processFaults = [
  createWorkerKilled(),
  createServiceKilled(),
  createServiceRestarted(),
  createServicePaused(),
];

test('the first worker of a service is killed and its root lives on', async () => {
  const surroundings = await startSurroundings('cluster');
  const { service } = surroundings;
  const [root, ...workers] = listServicePids(service);
  const fault = createWorkerKilled();
  expect(await fault.check(surroundings)).toBeUndefined();
  const applied = await fault.apply(surroundings);
  const victim = Math.min(...workers);
  const evidence = writeMessage('evidence-killed', { count: 1, pids: `${victim}` });
  const seen = { tookEffect: true, evidence };
  expect(await applied.verify()).toEqual(seen);
  expect(listServicePids(service)).toEqual([root, ...workers.filter((pid) => pid !== victim)]);
  await applied.heal();
  await applied.heal();
  expect(service.pid).toBe(root);
  // Asked again: the primary may hand a connection to the dead worker, and the other may not listen yet.
  const ask = () => askService(service, 2_000).catch(String);
  await expect.poll(ask, { timeout: 30_000 }).toBe(200);
});

test('a service of one process has no worker to kill', async () => {
  const surroundings = await startSurroundings('good');
  expect((await createWorkerKilled().check(surroundings))?.code).toBe('single-process');
  await expect(createWorkerKilled().apply(surroundings)).rejects.toThrow(/no process beside/);
});

test('a service that ended as a whole with its worker is started again by the healing', async () => {
  const surroundings = await startSurroundings('cluster');
  const { service } = surroundings;
  const applied = await createWorkerKilled().apply(surroundings);
  process.kill(service.pid ?? 0, 'SIGKILL');
  await service.exited;
  await applied.heal();
  expect(await askService(service)).toBe(200);
});

test('a killed service refuses connections until it is healed', async () => {
  const surroundings = await startSurroundings('cluster');
  const { service } = surroundings;
  const fault = createServiceKilled();
  const before = listServicePids(service);
  expect(await fault.check(surroundings)).toBeUndefined();
  const applied = await fault.apply(surroundings);
  await expect(askService(service)).rejects.toThrow(/ECONNREFUSED/);
  expect(await applied.verify()).toMatchObject({ tookEffect: true });
  expect((await fault.check(surroundings))?.code).toBe('service-gone');
  await applied.heal();
  await applied.heal();
  expect(listServicePids(service).filter((pid) => before.includes(pid))).toEqual([]);
  expect(await askService(service)).toBe(200);
});

test('a process that lives on is not taken for a killed one', () => {
  expect(verifyGone(identify([process.pid]))).toMatchObject({ tookEffect: false });
});

test.each(['good', 'stubborn'] as const)(
  'a %s service is ended in order and is back on its port when the restart is healed',
  async (mode) => {
    const surroundings = await startSurroundings(mode);
    const { service } = surroundings;
    const { baseUrl, pid: first, exited } = service;
    const fault = createServiceRestarted();
    expect(await fault.check(surroundings)).toBeUndefined();
    const applied = await fault.apply(surroundings);
    expect(await applied.verify()).toEqual({
      tookEffect: true,
      evidence: writeMessage('evidence-terminated', { pid: first ?? 0 }),
    });
    expect((await exited).signal).toBe(mode === 'good' ? 'SIGTERM' : 'SIGKILL');
    await applied.heal();
    await applied.heal();
    expect(service.baseUrl).toBe(baseUrl);
    expect(service.pid).not.toBe(first);
    expect(await askService(service)).toBe(200);
  },
);

test('a service that survives its end is not taken for a restarted one', async () => {
  const surroundings = await startSurroundings('good');
  const { service } = surroundings;
  const revival = { kill: async () => {}, terminate: async () => {}, revive: async () => {} };
  const pid = service.pid;
  const deaf = { ...service, pid, isAlive: service.isAlive, revival };
  const applied = await createServiceRestarted().apply({ ...surroundings, service: deaf });
  expect(await applied.verify()).toMatchObject({ tookEffect: false });
  await applied.heal();
});

test('a paused service answers nothing, keeps its connections, and goes on after it', async () => {
  const surroundings = await startSurroundings('cluster');
  const { service } = surroundings;
  const pids = listServicePids(service);
  const fault = createServicePaused();
  expect(await fault.check(surroundings)).toBeUndefined();
  const applied = await fault.apply(surroundings);
  expect(await applied.verify()).toMatchObject({ tookEffect: true });
  expect(pids.map(stateOf)).toEqual(['T', 'T', 'T']);
  const asked = askService(service);
  await applied.heal();
  await applied.heal();
  expect(await asked).toBe(200);
  expect(listServicePids(service)).toEqual(pids);
});

test('a service that somebody woke up is not taken for a paused one', async () => {
  const surroundings = await startSurroundings('good');
  const applied = await createServicePaused().apply(surroundings);
  process.kill(surroundings.service.pid ?? 0, 'SIGCONT');
  const { tookEffect, evidence } = await applied.verify();
  await applied.heal();
  expect(tookEffect).toBe(false);
  expect(evidence).toEqual(writeMessage('evidence-not-stopped', { count: 1, all: 1 }));
});

test('processes of a given URL are not touched', async () => {
  const surroundings = await startSurroundings('good');
  const paths = { readyPath: '/health/ready', readyTimeoutMs: 5_000, statsPath: undefined };
  const service = await attachService({ urls: [surroundings.service.baseUrl], ...paths });
  for (const fault of processFaults) {
    expect((await fault.check({ ...surroundings, service }))?.text).toMatch(
      /^The service was given by its URL/,
    );
  }
});

test('a fault of one service leaves other processes of the harness alone', async () => {
  const surroundings = await startSurroundings('good');
  const { journal, service } = surroundings;
  const options = { env: readInheritedEnv(), cwd: '/', cpus: undefined, journal };
  const other = await startChild({ command: ['sleep', '600'], ...options });
  for (const create of [createServicePaused, createServiceKilled]) {
    const applied = await create().apply(surroundings);
    expect(stateOf(other.pid)).toMatch(/[RS]/);
    await applied.heal();
  }
  await other.end({ signal: 'SIGKILL', timeoutMs: 1_000 });
  expect(await askService(service)).toBe(200);
});
