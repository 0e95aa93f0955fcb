// Copies behind HAProxy and behind the balancer of Node: counted together, killed, started again, ended.
import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { afterEach, beforeAll, describe, expect, inject, test, vi } from 'vitest';
import { makeScratchDatabase } from '../database/scratch-database.fixture.ts';
import {
  compileCache,
  type Env,
  findFreePort,
  launcherMain,
  makeCrmDatabase,
  waitUntil,
} from '../testing.fixture.ts';
import type { BalancerPlan } from './balancer.ts';
import { findHaproxy } from './haproxy.ts';
import { startBalancer } from './start-balancer.ts';

let databaseUrl: string;

beforeAll(async () => {
  const database = await makeCrmDatabase(inject('postgresUrl'));
  databaseUrl = database.url;
  return () => database.drop();
});

interface Launched {
  readonly child: ChildProcess;
  readonly url: string;
  readOutput(): string;
  readonly ended: Promise<number | null>;
}

const launched: Launched[] = [];

afterEach(async () => {
  for (const { child, ended } of launched.splice(0)) {
    child.kill('SIGTERM');
    const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
    await ended;
    clearTimeout(timer);
  }
});

async function spawnLauncher(env: Env): Promise<Launched> {
  const port = env.PORT ?? String(await findFreePort());
  const child = spawn(process.execPath, [launcherMain], {
    env: {
      ...{ PATH: process.env.PATH, NODE_COMPILE_CACHE: compileCache },
      ...{ DATABASE_URL: databaseUrl, CRM_POOL_SIZE: '3', ...env, PORT: port },
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  const one = { child, url: `http://127.0.0.1:${port}`, readOutput: () => output, ended };
  launched.push(one);
  return one;
}

async function start(env: Env): Promise<Launched> {
  const one = await spawnLauncher(env);
  const isGone = one.ended.then(() => true);
  await waitUntil(async () => {
    if (one.readOutput().includes('crm listens on')) return true;
    if (one.child.exitCode === null) return false;
    await isGone;
    throw new Error(`the launcher ended:\n${one.readOutput()}`);
  });
  return one;
}

interface Stats {
  readonly requests: { readonly total: number };
  readonly cache: { readonly hits: number };
  readonly config: Readonly<Record<string, string>>;
  readonly instances: Readonly<
    Record<string, { readonly requests: number; readonly isUp: boolean }>
  >;
  readonly pids: readonly number[];
  readonly isComplete: boolean;
  readonly cpuLimitedBy: string;
}

async function readStats({ url }: Launched): Promise<Stats> {
  const answer = await fetch(`${url}/stats`);
  expect(answer.status).toBe(200);
  return answer.json() as Promise<Stats>;
}

const get = async ({ url }: Launched, path: string) => (await fetch(`${url}${path}`)).status;

/** The pid of a copy by its place, from what a copy tells of itself behind the launcher and the balancer. */
async function findCopyPids(one: Launched): Promise<readonly number[]> {
  const { pids, config } = await readStats(one);
  return pids.slice(config.CRM_BALANCER === 'haproxy' ? 2 : 1);
}

test('HAProxy is installed where these tests run', () => {
  expect(findHaproxy()).toBeDefined();
  expect(findHaproxy('/nowhere')).toBe(findHaproxy(''));
});

describe.each(['haproxy', 'node'] as const)('behind %s', (balancer) => {
  const env = { CRM_BALANCER: balancer, CRM_INSTANCES: '3' };

  test.each(['least-connections', 'round-robin'])(
    'every copy answers by %s, and their counters add up',
    async (balance) => {
      const one = await start({ ...env, CRM_BALANCE: balance });
      for (let round = 0; round < 4; round += 1) {
        const paths = Array.from({ length: 12 }, (_, index) => `/customers/${index + 1}`);
        const statuses = await Promise.all(paths.map((path) => get(one, path)));
        expect(new Set(statuses)).toEqual(new Set([200]));
      }
      const stats = await readStats(one);
      expect(stats).toMatchObject({ isComplete: true, cpuLimitedBy: 'nothing' });
      expect(stats.config).toMatchObject({
        ...{ CRM_INSTANCES: '3', CRM_BALANCER: balancer, CRM_BALANCE: balance, CRM_CACHE: 'none' },
      });
      expect(stats.requests.total).toBe(48);
      const counts = Object.values(stats.instances).map(({ requests }) => requests);
      expect(counts).toHaveLength(3);
      expect(counts.every((count) => count > 0)).toBe(true);
      expect(counts.reduce((sum, count) => sum + count)).toBe(48);
      expect(stats.pids).toHaveLength(balancer === 'haproxy' ? 5 : 4);
      expect(stats.pids[0]).toBe(one.child.pid);
      const metrics = await (await fetch(`${one.url}/metrics`)).text();
      expect(metrics).toMatch(/crm_requests_total\{route="customer",status="200"\} 48/);
    },
  );

  test('a copy that is killed is taken out, and then no request is lost', async () => {
    const one = await start(env);
    expect(await get(one, '/customers/1')).toBe(200);
    const [victim = 0] = await findCopyPids(one);
    process.kill(victim, 'SIGKILL');
    await waitUntil(() => one.readOutput().includes('2 go on without it'));
    // Taken out once as many requests in a row as there are copies and retries were answered.
    let inRow = 0;
    await waitUntil(async () => {
      inRow = (await get(one, '/customers/2')) === 200 ? inRow + 1 : 0;
      return inRow > 12;
    });
    const statuses = await Promise.all(
      Array.from({ length: 60 }, (_, index) => get(one, `/customers/${index + 1}`)),
    );
    expect(new Set(statuses)).toEqual(new Set([200]));
    const stats = await readStats(one);
    expect(stats.isComplete).toBe(false);
    expect(Object.values(stats.instances).filter(({ isUp }) => isUp)).toHaveLength(2);
    expect(stats.pids).not.toContain(victim);
  });

  test('a copy is started again only where that is asked for, and keeps what it had counted', async () => {
    const one = await start({ ...env, CRM_INSTANCES: '2', CRM_INSTANCE_RESTART: 'on' });
    for (let id = 1; id <= 10; id += 1) expect(await get(one, `/customers/${id}`)).toBe(200);
    const before = await readStats(one);
    const [victim = 0] = await findCopyPids(one);
    process.kill(victim, 'SIGKILL');
    await waitUntil(async () => {
      const { pids, isComplete, instances } = await readStats(one);
      const areUp = Object.values(instances).every(({ isUp }) => isUp);
      return areUp && isComplete && !pids.includes(victim);
    });
    expect((await readStats(one)).requests.total).toBe(before.requests.total);
    // The balancer takes it back after its checks.
    const counted = async (place: string) => (await readStats(one)).instances[place]?.requests ?? 0;
    const [first, second] = [await counted('0'), await counted('1')];
    await waitUntil(async () => {
      await get(one, '/customers/3');
      return (await counted('0')) > first && (await counted('1')) > second;
    });
  });

  test('memories of the copies forget what another one changed', async () => {
    const one = await start({ ...env, CRM_CACHE: 'memory', CRM_CACHE_STALE_LIMIT_MS: '10000' });
    const url = `${one.url}/customers/2`;
    const read = async () => (await fetch(url)).json() as Promise<{ version: number }>;
    for (let turn = 0; turn < 8; turn += 1) {
      const { version } = await read();
      const changed = await fetch(url, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ version, segment: 1 + (turn % 5) }),
      });
      expect(changed.status).toBe(200);
      const answers = await Promise.all(Array.from({ length: 9 }, read));
      expect(new Set(answers.map((answer) => answer.version))).toEqual(new Set([version + 1]));
    }
    expect((await readStats(one)).cache.hits).toBeGreaterThan(0);
  });

  test('an error of the balancer has the shape of all others', async () => {
    const plan: BalancerPlan = {
      ...{ host: '127.0.0.1', port: 0, balance: 'round-robin' },
      ...{ copyPorts: [await findFreePort()], controlPort: await findFreePort() },
    };
    const one = await startBalancer(balancer, plan);
    try {
      const answer = await fetch(`http://127.0.0.1:${one.port}/customers/1`);
      expect([502, 503]).toContain(answer.status);
      expect(answer.headers.get('content-type')).toBe('application/json; charset=utf-8');
      expect(await answer.json()).toEqual({
        code: 'OVERLOADED',
        message: expect.stringMatching(/^[A-Z].*\.$/),
      });
    } finally {
      await one.close();
    }
  });

  test('counters are guarded as those of one service are', async () => {
    const one = await start({ ...env, CRM_INSTANCES: '1', CRM_OPERATIONS_TOKEN: 'a'.repeat(20) });
    for (const path of ['/stats', '/metrics', '/population']) {
      expect(await get(one, path)).toBe(401);
      const headers = { authorization: `Bearer ${'a'.repeat(20)}` };
      expect((await fetch(`${one.url}${path}`, { headers })).status).toBe(200);
    }
  });

  test('who asks for somebody else gets no counters', async () => {
    const one = await start({ ...env, CRM_INSTANCES: '1' });
    const headers = { 'x-forwarded-for': '192.0.2.1' };
    for (const path of ['/stats', '/metrics', '/population'])
      expect((await fetch(`${one.url}${path}`, { headers })).status).toBe(403);
  });

  test('SIGTERM ends all of them, and kill -9 leaves nobody behind', async () => {
    for (const signal of ['SIGTERM', 'SIGKILL'] as const) {
      const one = await start({ ...env, CRM_INSTANCES: '2' });
      const { pids } = await readStats(one);
      one.child.kill(signal);
      const code = await one.ended;
      if (signal === 'SIGTERM') expect(code).toBe(0);
      await waitUntil(() => pids.every((pid) => !isRunning(pid)));
    }
  });

  test('a port that is taken ends with 3', async () => {
    const first = await start({ ...env, CRM_INSTANCES: '1' });
    const second = await spawnLauncher({
      ...env,
      CRM_INSTANCES: '1',
      PORT: new URL(first.url).port,
    });
    expect(await second.ended).toBe(3);
    expect(second.readOutput()).toMatch(/is taken\n.*another PORT/);
  });
});

/** Zombies are gone, though their parent did not ask for them yet. */
function isRunning(pid: number): boolean {
  if (!existsSync(`/proc/${pid}`)) return false;
  try {
    return !/\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    return false;
  }
}

test('without a bus another copy answers what is old', async () => {
  const one = await start({
    ...{ CRM_BALANCER: 'node', CRM_BALANCE: 'round-robin', CRM_INSTANCES: '2' },
    ...{ CRM_CACHE: 'memory', CRM_CACHE_BUS: 'off' },
  });
  const url = `${one.url}/customers/2`;
  const read = async () => (await fetch(url)).json() as Promise<{ version: number }>;
  const { version } = await read();
  await read();
  const body = JSON.stringify({ version, segment: 3 });
  const headers = { 'content-type': 'application/json' };
  expect((await fetch(url, { method: 'PATCH', headers, body })).status).toBe(200);
  const versions = [(await read()).version, (await read()).version];
  expect(versions.toSorted((a, b) => a - b)).toEqual([version, version + 1]);
});

test('what a copy refuses is told with its exit code', async () => {
  const empty = await makeScratchDatabase(inject('postgresUrl'));
  const wrong = await spawnLauncher({ CRM_INSTANCES: '2', DATABASE_URL: empty.url });
  expect(await wrong.ended).toBe(3);
  expect(wrong.readOutput()).toMatch(/copy \d: error: /);
  await empty.drop();
});

test('a wrong configuration ends with 2 and names every variable', async () => {
  const env = { CRM_INSTANCES: '0', CRM_BALANCER: 'nginx', CRM_INSTANCE_CPU_PERCENT: 'half' };
  const wrong = await spawnLauncher(env);
  expect(await wrong.ended).toBe(2);
  const output = wrong.readOutput();
  expect(output).toMatch(/CRM_INSTANCES=0 must be a whole number from 1 to 16/);
  expect(output).toMatch(/CRM_BALANCER=nginx must be one of auto, haproxy, node/);
  expect(output).toMatch(/CRM_INSTANCE_CPU_PERCENT=half must be/);
});

test('where nothing is said HAProxy is taken', async () => {
  const one = await start({ CRM_INSTANCES: '1' });
  expect((await readStats(one)).config.CRM_BALANCER).toBe('haproxy');
  expect(one.readOutput()).not.toContain('stands in');
});

test('the balancer of Node stands in where there is no HAProxy, unless that was asked for', async () => {
  const plan: BalancerPlan = {
    ...{ host: '127.0.0.1', port: 0, copyPorts: [1], controlPort: 1 },
    balance: 'round-robin',
  };
  const findNothing = () => undefined;
  const said: unknown[] = [];
  const written = vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    said.push(text);
    return true;
  });
  const balancer = await startBalancer('auto', plan, findNothing).finally(() =>
    written.mockRestore(),
  );
  expect(balancer.name).toBe('node');
  // Nobody is behind it.
  expect((await fetch(`http://127.0.0.1:${balancer.port}/customers/1`)).status).toBe(502);
  await balancer.close();
  expect(said.join('')).toContain('stands in');
  await expect(startBalancer('haproxy', plan, findNothing)).rejects.toThrow(/no haproxy/);
});

test('a copy gets its share of a CPU and no more', async () => {
  const one = await spawnLauncher({ CRM_INSTANCES: '2', CRM_INSTANCE_CPU_PERCENT: '20' });
  await waitUntil(() => one.readOutput().includes('crm listens on') || one.child.exitCode !== null);
  if (one.child.exitCode !== null) {
    // Where no control group can be made, it says so instead of running without a limit.
    expect(one.child.exitCode).toBe(3);
    expect(one.readOutput()).toMatch(/needs control groups for CPU/);
    return;
  }
  const folderOf: string[] = [];
  const { cpuLimitedBy } = await readStats(one);
  expect(cpuLimitedBy).toMatch(/^cgroup-v[12]$/);
  for (const pid of await findCopyPids(one)) {
    const groups = readFileSync(`/proc/${pid}/cgroup`, 'utf8');
    expect(groups).toContain(`crm-copy-${one.child.pid}-`);
    // Throttled where it is asked for more than it has.
    const group = /^(?:\d+:(?:\S+,)?cpu(?:,\S+)?:|0::)(\S*crm-copy\S*)$/m.exec(groups)?.[1];
    const folders = ['/sys/fs/cgroup/cpu', '/sys/fs/cgroup'].map((mount) => `${mount}${group}`);
    const folder = folders.find(existsSync);
    const readThrottled = () =>
      Number(/nr_throttled (\d+)/.exec(readFileSync(`${folder}/cpu.stat`, 'utf8'))?.[1]);
    await waitUntil(async () => {
      await Promise.all(Array.from({ length: 40 }, () => get(one, '/customers?limit=100')));
      return readThrottled() > 0;
    });
    folderOf.push(folder ?? '');
  }
  one.child.kill('SIGTERM');
  expect(await one.ended).toBe(0);
  expect(folderOf).toHaveLength(2);
  expect(folderOf.filter(existsSync)).toEqual([]);
});
