// The proxy process and its harness: orders, refusals, and who outlives whom.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect, onTestFinished, test } from 'vitest';
import { openJournal } from '../../services/journal.ts';
import { journalFolder } from '../../services/journal-file.ts';
import { readStartTicks } from '../../services/process-identity.ts';
import { sweepDeadRuns } from '../../services/sweep.ts';
import { startProxy } from './start-proxy.ts';
import {
  askEcho,
  createStateDir,
  openClient,
  startEcho,
  startTestProxy,
  waitUntil,
} from './test-peers.ts';
import type { Toxic } from './toxic.ts';

const isGone = (pid: number) => readStartTicks(pid) === undefined;

test('several links have a port each and counters of their own, and nothing is left after close', async () => {
  const stateDir = createStateDir();
  const journal = openJournal(stateDir);
  const upstream = { host: 'localhost', port: await startEcho() };
  const proxy = await startProxy({
    links: [
      { name: 'link', upstream },
      { name: 'other', upstream },
    ],
    ...{ journal, cpus: [0], seed: 1 },
  });
  expect(proxy.placement.cpus).toEqual([0]);
  expect(proxy.address('link').port).not.toBe(proxy.address('other').port);
  expect(() => proxy.address('none')).toThrow('There is no link none.');
  await askEcho(await openClient(proxy), 'hello');
  expect(await proxy.counters('link')).toEqual({
    ...{
      connectionsOpened: 1,
      connectionsOpen: 1,
      bytesUpstream: 5,
      bytesDownstream: 5,
      resets: 0,
    },
  });
  expect(await proxy.counters('other')).toMatchObject({ connectionsOpened: 0 });
  await proxy.close();
  await proxy.close();
  expect(isGone(proxy.pid)).toBe(true);
  journal.close();
  expect(readdirSync(journalFolder(stateDir))).toEqual([]);
});

test.each(['192.0.2.1', '0.0.0.0', '::', 'user@127.0.0.1'])(
  'an upstream that is not this machine (%s) is refused before anything starts',
  async (host) => {
    const journal = openJournal(createStateDir());
    onTestFinished(() => journal.close());
    const links = [{ name: 'link', upstream: { host, port: 80 } }];
    await expect(startProxy({ links, journal, cpus: undefined, seed: 1 })).rejects.toMatchObject({
      code: 'TARGET_NOT_LOOPBACK',
    });
  },
);

test('orders that make no sense are refused with the reason, and the proxy goes on', async () => {
  const proxy = await startTestProxy(await startEcho());
  const toxic: Toxic = {
    ...({ name: 'slow', type: 'latency', stream: 'upstream' } as const),
    ...{ toxicity: 1, attributes: { latency: 1 } },
  };
  await proxy.addToxic('link', toxic);
  await expect(proxy.addToxic('link', toxic)).rejects.toThrow('has a toxic slow already');
  await expect(proxy.addToxic('none', toxic)).rejects.toThrow('There is no link none');
  await expect(proxy.removeToxic('link', 'fast')).rejects.toThrow('has no toxic fast');
  await expect(
    proxy.updateToxic('link', { ...toxic, type: 'timeout', attributes: { timeout: 0 } }),
  ).rejects.toThrow('keeps its type and its stream');
  await expect(
    proxy.addToxic('link', { ...toxic, name: 'bad', attributes: { latency: -1 } }),
  ).rejects.toMatchObject({ code: 'CONFIG_INVALID' });
  await askEcho(await openClient(proxy));
});

test('a proxy that dies is told by every call, and close returns', async () => {
  const proxy = await startTestProxy(await startEcho());
  process.kill(proxy.pid, 'SIGSTOP');
  const asked = proxy.counters('link');
  process.kill(proxy.pid, 'SIGKILL');
  await expect(asked).rejects.toMatchObject({ code: 'PROXY_FAILED' });
  await expect(proxy.removeAll()).rejects.toMatchObject({ code: 'PROXY_FAILED' });
  await proxy.close();
});

test('the proxy ends when its harness is killed, and its journal is swept', async () => {
  const stateDir = createStateDir();
  const script = fileURLToPath(new URL('./fixtures/proxy-holder.ts', import.meta.url));
  const holder = spawn(process.execPath, [script, stateDir, `${await startEcho()}`], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  onTestFinished(() => void holder.kill('SIGKILL'));
  const [line] = await once(createInterface(holder.stdout), 'line');
  const pid = Number(String(line).split(' ')[0]);
  expect(isGone(pid)).toBe(false);
  const ended = once(holder, 'exit');
  holder.kill('SIGKILL');
  await ended;
  await waitUntil(() => isGone(pid));
  await sweepDeadRuns(stateDir);
  expect(readdirSync(journalFolder(stateDir))).toEqual([]);
});
