import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { expect, test } from 'vitest';
import { readSmallFile } from '../../probes/small-file.ts';
import type { RunningService } from '../../target/running-service.ts';
import { listServicePids } from '../processes.ts';
import { askService, startSurroundings } from '../test-surroundings.ts';
import { createDescriptorsUsedUp, parseDescriptorLimits } from './descriptors-used-up.ts';

const readLimits = (pid: number) =>
  parseDescriptorLimits(readSmallFile(`/proc/${pid}/limits`) ?? '');

/** How many of 6 connections, all held open until the last is decided, get an answer. */
async function countAnswered({ baseUrl }: RunningService): Promise<number> {
  const port = Number(new URL(baseUrl).port);
  const sockets = Array.from({ length: 6 }, () => connect(port, '127.0.0.1'));
  const answers = await Promise.all(
    sockets.map(
      (socket) =>
        new Promise<number>((resolve) => {
          socket.write('GET /health/ready HTTP/1.1\r\nhost: here\r\n\r\n');
          socket.once('data', () => resolve(1));
          socket.once('error', () => resolve(0));
          socket.once('end', () => resolve(0));
        }),
    ),
  );
  for (const socket of sockets) socket.destroy();
  return answers.reduce((sum, one) => sum + one, 0);
}

/** Connections that the service has not closed yet: ESTABLISHED (01) or CLOSE_WAIT (08) in /proc/net/tcp. */
function countConnections({ baseUrl }: RunningService): number {
  const port = Number(new URL(baseUrl).port).toString(16).toUpperCase().padStart(4, '0');
  const open = new RegExp(`^ *\\d+: [0-9A-F]{8}:${port} [0-9A-F:]+ (01|08) `, 'gm');
  return readFileSync('/proc/net/tcp', 'utf8').match(open)?.length ?? 0;
}

test('a service gets two more descriptors and no third, until its limit is restored', async () => {
  const surroundings = await startSurroundings('good');
  const { service } = surroundings;
  const { pid = 0 } = service;
  const limits = readLimits(pid);
  const fault = createDescriptorsUsedUp({ spare: 2 });
  expect(await fault.check(surroundings)).toBeUndefined();
  expect(await countAnswered(service)).toBe(6);
  // What is still open when the limit is set would count as in use, and be free a moment later.
  await expect.poll(() => countConnections(service), { timeout: 20_000 }).toBe(0);
  const applied = await fault.apply(surroundings);
  expect(await applied.verify()).toMatchObject({ tookEffect: true });
  expect(await countAnswered(service)).toBeLessThanOrEqual(2);
  await applied.heal();
  await applied.heal();
  expect(readLimits(pid)).toEqual(limits);
  expect(await countAnswered(service)).toBe(6);
  expect(await askService(service)).toBe(200);
});

test('every process of a cluster is limited, and a limit that was raised again is found out', async () => {
  const surroundings = await startSurroundings('cluster');
  const pids = listServicePids(surroundings.service);
  const before = pids.map(readLimits);
  const applied = await createDescriptorsUsedUp({ spare: 2 }).apply(surroundings);
  expect((await applied.verify()).evidence).toMatchObject({
    code: 'evidence-descriptors',
    params: { processes: pids.map((pid) => ({ params: { pid } })) },
  });
  execFileSync('prlimit', ['--pid', `${pids[1]}`, '--nofile=4096:']);
  expect(await applied.verify()).toMatchObject({ tookEffect: false });
  await applied.heal();
  expect(pids.map(readLimits)).toEqual(before);
});
