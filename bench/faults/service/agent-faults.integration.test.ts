import { rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { quoteText, writeMessage } from '../../../reports/document/messages/message.ts';
import { startChild } from '../../services/child.ts';
import { readInheritedEnv } from '../../services/inherited-env.ts';
import { removeFolder } from '../../services/made-folder.ts';
import {
  type AgentReport,
  buildAgentEnv,
  connectAgents,
  createAgentFolder,
  listAgentPids,
} from '../agent/agent-client.ts';
import type { FaultSurroundings } from '../fault.ts';
import { listServicePids } from '../processes.ts';
import { askService, startSurroundings } from '../test-surroundings.ts';
import { createAgentFault, createEventLoopBlocked, createGcPressure } from './agent-faults.ts';

const short = { forMs: 60, everyMs: 100 };

async function ask({ agentFolder = '', service }: FaultSurroundings) {
  const agents = await connectAgents(agentFolder, listServicePids(service));
  const reports = await agents.tell({ do: 'ping' }, 10_000);
  agents.close();
  return reports;
}

const sum = (reports: readonly AgentReport[], key: keyof AgentReport) =>
  reports.reduce((total, report) => total + report[key], 0);

test('every process of a service has an agent of its own', async () => {
  const surroundings = await startSurroundings('cluster');
  const pids = listServicePids(surroundings.service);
  expect(pids.length).toBe(3);
  expect((await ask(surroundings)).map(({ pid }) => pid)).toEqual(pids);
});

test('the agent listens in the main thread, also where worker threads load it', async () => {
  const surroundings = await startSurroundings('good');
  const { agentFolder = '', journal } = surroundings;
  const { promise: ended, resolve } = Promise.withResolvers<void>();
  const script = `const { Worker } = require('node:worker_threads');
    new Worker(new URL('data:text/javascript,')).on('exit', () => console.log('ended')); setInterval(() => {}, 1000);`;
  const child = await startChild({
    ...{ command: ['node', '-e', script], cwd: '/', cpus: undefined, journal },
    env: { ...readInheritedEnv(), ...buildAgentEnv(agentFolder, '--no-warnings') },
    onLine: () => resolve(),
  });
  await ended;
  const agents = await connectAgents(agentFolder, [child.pid]);
  expect(await agents.tell({ do: 'ping' }, 10_000)).toMatchObject([{ pid: child.pid }]);
  agents.close();
  await child.end({ signal: 'SIGKILL', timeoutMs: 1_000 });
});

test('the agent does not keep a service alive, and its answer to nonsense is silence', async () => {
  const surroundings = await startSurroundings('good');
  const { agentFolder = '', service } = surroundings;
  const agents = await connectAgents(agentFolder, listServicePids(service));
  const nonsense = { do: 'dance' } as unknown as Parameters<typeof agents.tell>[0];
  expect(await agents.tell(nonsense, 10_000)).toEqual([]);
  expect(await askService(service)).toBe(200);
  expect(service.output()).toBe('listening in mode good');
  await service.revival?.terminate();
  await expect(connectAgents(agentFolder, [service.pid ?? 0])).rejects.toThrow(/not one process/);
  await service.revival?.revive();
  expect((await ask(surroundings)).map(({ pid }) => pid)).toEqual([service.pid]);
});

test('the event loop of every process is blocked again and again until it is healed', async () => {
  const surroundings = await startSurroundings('cluster');
  const fault = createEventLoopBlocked(short);
  expect(await fault.check(surroundings)).toBeUndefined();
  const applied = await fault.apply(surroundings);
  const seen = await applied.verify();
  const processes = listServicePids(surroundings.service).map((pid) => ({
    ...{ code: 'agent-blocked', params: { pid, times: expect.any(Number) } },
  }));
  expect(seen.evidence).toMatchObject({ code: 'evidence-agent', params: { processes } });
  expect(seen.tookEffect).toBe(true);
  await applied.heal();
  await applied.heal();
  const after = await ask(surroundings);
  expect(after.every(({ blockedMs, blocks }) => blocks > 0 && blockedMs >= 60 * blocks)).toBe(true);
  expect(await askService(surroundings.service)).toBe(200);
  await new Promise((resolve) => setTimeout(resolve, 3 * short.everyMs));
  expect(sum(await ask(surroundings), 'blocks')).toBe(sum(after, 'blocks'));
});

test('garbage is made and collected in every process until it is healed', async () => {
  const surroundings = await startSurroundings('good');
  const fault = createGcPressure({ mbPerS: 100, heldMb: 8 });
  expect(await fault.check(surroundings)).toBeUndefined();
  const applied = await fault.apply(surroundings);
  const seen = await applied.verify();
  const params = { mb: expect.any(Number), collections: expect.any(Number) };
  expect(seen.evidence.params).toMatchObject({
    processes: [{ code: 'agent-allocated', params }],
  });
  expect(seen.tookEffect).toBe(true);
  await applied.heal();
  const after = await ask(surroundings);
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(await ask(surroundings)).toEqual(after);
});

test('what a connection asked for ends with it', async () => {
  const surroundings = await startSurroundings('good');
  const { agentFolder = '', service } = surroundings;
  const agents = await connectAgents(agentFolder, listServicePids(service));
  await agents.tell({ do: 'block', ...short }, 10_000);
  const blocks = async () => sum(await ask(surroundings), 'blocks');
  await expect.poll(blocks, { timeout: 10_000 }).toBeGreaterThan(0);
  agents.close();
  // The agent has seen the end of the connection once it answers a later one twice alike.
  await expect
    .poll(
      async () => {
        const before = await blocks();
        await new Promise((resolve) => setTimeout(resolve, 3 * short.everyMs));
        return (await blocks()) - before;
      },
      { timeout: 20_000 },
    )
    .toBe(0);
});

test('a service without the agent is not run, with the reason', async () => {
  const surroundings = await startSurroundings('good');
  const fault = createEventLoopBlocked(short);
  const { agentFolder = '', service } = surroundings;
  const missing = await fault.check({ ...surroundings, agentFolder: undefined });
  expect(missing?.code).toBe('no-agent');
  for (const pid of listServicePids(service)) rmSync(join(agentFolder, `${pid}.sock`));
  expect((await fault.check(surroundings))?.text).toMatch(
    /^No process of the service loaded the agent/,
  );
  await expect(fault.apply(surroundings)).rejects.toThrow(/not one process/);
});

test('an agent that says it was told but did nothing is found out', async () => {
  const surroundings = await startSurroundings('good');
  const made = createAgentFolder(surroundings.journal);
  const folder = made.path;
  const { pid = 0 } = surroundings.service;
  const idle = { pid, blocks: 0, blockedMs: 0, garbageMb: 0, collections: 0 };
  const server = createServer((socket) => {
    socket.on('data', () => socket.write(`${JSON.stringify(idle)}\n`));
  });
  await new Promise<void>((resolve) => server.listen(join(folder, `${pid}.sock`), resolve));
  onTestFinished(() => {
    server.close();
    removeFolder(made, surroundings.journal);
  });
  expect(listAgentPids(folder, [pid])).toEqual([pid]);
  const fault = createAgentFault({
    ...{
      id: 'idle',
      title: 'Idle',
      mechanism: quoteText('Nothing.'),
      command: { do: 'block', ...short },
    },
    ...{ answerTimeoutMs: 5_000, verifyWithinMs: 100 },
    hasWorked: (before, after) => after.blocks > before.blocks,
    describe: ({ pid: idlePid }) => quoteText(`${idlePid} did nothing`),
  });
  const applied = await fault.apply({ ...surroundings, agentFolder: folder });
  const seen = await applied.verify();
  await applied.heal();
  const processes = [quoteText(`${pid} did nothing`)];
  expect(seen).toEqual({
    tookEffect: false,
    evidence: writeMessage('evidence-agent', { processes }),
  });
});
