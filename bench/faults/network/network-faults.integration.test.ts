// Real proxies between real peers.
import { connect, createServer, type Server, type Socket } from 'node:net';
import { expect, inject, onTestFinished, test } from 'vitest';
import type { PostgresServer } from '../../services/postgres.ts';
import type { RedisServer } from '../../services/redis.ts';
import type { Fault, FaultSurroundings, Link } from '../fault.ts';
import type { LinkCounters } from '../proxy/link.ts';
import type { ProxySet } from '../proxy/proxy-set.ts';
import type { Toxic } from '../proxy/toxic.ts';
import { startSurroundings } from '../test-surroundings.ts';
import {
  createNetworkBandwidth,
  createNetworkBlackhole,
  createNetworkDown,
  createNetworkLatency,
  createNetworkReset,
  createNetworkSlowClose,
} from './network-faults.ts';
import { type Address, probeLink } from './verify-link.ts';

interface TestProxy extends ProxySet {
  /** Counters that are told instead of the true ones, in turn. */
  readonly told: LinkCounters[];
  readonly toxics: Map<string, Toxic>;
  /** Names of toxics that cannot be removed while they stand here. */
  readonly stuck: Set<string>;
}

interface TestProxyOptions {
  readonly link: string;
  readonly upstream: Address;
  /** Says that it does what it is told, and does nothing. */
  readonly isIdle?: boolean;
  /** Refuses the toxic of this name. */
  readonly refusedToxic?: string;
}

async function startTestProxy(options: TestProxyOptions): Promise<TestProxy> {
  const toxics = new Map<string, Toxic>();
  const told: LinkCounters[] = [];
  const stuck = new Set<string>();
  const open = new Set<Socket>();
  const listen = (server: Server, port: number) =>
    new Promise<number>((resolve) =>
      server.listen(port, '127.0.0.1', () => {
        const address = server.address();
        resolve(typeof address === 'object' ? (address?.port ?? 0) : 0);
      }),
    );
  const cut = () => {
    for (const socket of open) socket.resetAndDestroy();
    open.clear();
  };
  const accept = (client: Socket) => {
    open.add(client);
    relay(client, options.upstream, (type) => (options.isIdle ? undefined : find(toxics, type)));
  };
  let server = createServer({ allowHalfOpen: true }, accept);
  const port = await listen(server, 0);
  const shut = () => {
    cut();
    return new Promise<void>((resolve) => server.close(() => resolve()));
  };
  return {
    ...{ pid: process.pid, told, toxics, stuck },
    address(link) {
      if (link !== options.link) throw new Error(`no proxy for ${link}`);
      return { host: '127.0.0.1', port };
    },
    async addToxic(_, toxic) {
      if (toxic.name === options.refusedToxic) throw new Error('refused');
      toxics.set(toxic.name, toxic);
      if (toxic.type === 'reset_peer' && !options.isIdle) cut();
    },
    async removeToxic(_, name) {
      if (stuck.has(name)) throw new Error(`${name} is stuck`);
      if (!toxics.delete(name)) throw new Error(`no toxic ${name}`);
    },
    removeAll: async () => toxics.clear(),
    async setEnabled(_, isEnabled) {
      if (options.isIdle) return;
      if (!isEnabled) return shut();
      server = createServer({ allowHalfOpen: true }, accept);
      await listen(server, port);
    },
    counters: async () =>
      told.shift() ?? {
        ...{ connectionsOpened: 0, connectionsOpen: open.size, resets: 0 },
        ...{ bytesUpstream: 0, bytesDownstream: 0 },
      },
    close: shut,
  };
}

const find = (toxics: ReadonlyMap<string, Toxic>, type: Toxic['type']) =>
  [...toxics.values()].find((toxic) => toxic.type === type);

/** Passes bytes both ways, as late as the toxics say. */
function relay(client: Socket, to: Address, toxic: (type: Toxic['type']) => Toxic | undefined) {
  client.on('error', () => {});
  if (toxic('reset_peer') !== undefined) return void client.resetAndDestroy();
  const upstream = connect({ ...to, allowHalfOpen: true });
  upstream.on('error', () => client.destroy());
  client.on('close', () => upstream.destroy());
  client.on('data', (bytes) => {
    if (toxic('timeout') === undefined) upstream.write(bytes);
  });
  const later = (ms: number, step: () => void) => setTimeout(step, ms);
  upstream.on('data', (bytes) => {
    later(toxic('latency')?.attributes.latency ?? 0, () => client.write(bytes));
  });
  upstream.on('end', () => {
    const delayMs = Math.max(
      toxic('slow_close')?.attributes.delay ?? 0,
      toxic('latency')?.attributes.latency ?? 0,
    );
    later(delayMs, () => client.end());
  });
}

const toAddress = (text: string): Address => {
  const { hostname, port } = new URL(text);
  return { host: hostname, port: Number(port) };
};

async function startProxied(link: Link, more: Partial<TestProxyOptions> = {}) {
  const surroundings = await startSurroundings('good');
  const redisUrl = inject('redisUrl');
  const stores = {
    redis: { url: redisUrl } as RedisServer,
    postgres: { origin: 'url' } as PostgresServer,
  };
  const urls = {
    ...{ service: surroundings.service.baseUrl, redis: redisUrl },
    postgres: inject('postgresUrl'),
  };
  const proxies = await startTestProxy({ link, upstream: toAddress(urls[link]), ...more });
  onTestFinished(() => proxies.close());
  return { proxies, surroundings: { ...surroundings, ...stores, proxies } };
}

const links = ['service', 'redis', 'postgres'] as const;
const creators: Readonly<Record<string, (link: Link) => Fault>> = {
  latency: (link) => createNetworkLatency(link, { latencyMs: 200, jitterMs: 0 }),
  'slow close': (link) => createNetworkSlowClose(link, { closeDelayMs: 200 }),
  reset: createNetworkReset,
  'black hole': createNetworkBlackhole,
  refusal: createNetworkDown,
};
const cases = Object.entries(creators).flatMap(([name, create]) =>
  links.map((link) => ({ name, create, link })),
);

async function expectHealed(link: Link, { proxies }: FaultSurroundings): Promise<void> {
  const address = proxies?.address(link) ?? { host: '', port: 0 };
  expect((await probeLink(link, address, 'answer', 20_000)).outcome).toBe('answered');
  expect((await probeLink(link, address, 'end', 20_000)).outcome).toBe('ended');
}

test.each(cases)('$name of the link to $link is seen, and healed', async ({ create, link }) => {
  const { proxies, surroundings } = await startProxied(link);
  const fault = create(link);
  expect(fault.link).toBe(link);
  expect(fault.id).toMatch(new RegExp(`^network-[a-z-]+@${link}$`));
  expect(await fault.check(surroundings)).toBeUndefined();
  const applied = await fault.apply(surroundings);
  const seen = await applied.verify();
  await applied.heal();
  await applied.heal();
  expect(seen).toMatchObject({ tookEffect: true });
  expect([...proxies.toxics]).toEqual([]);
  await expectHealed(link, surroundings);
});

/** Delays that no machine has by itself, however busy it is. */
const idleCases = Object.entries({
  ...creators,
  latency: (link: Link) => createNetworkLatency(link, { latencyMs: 20_000, jitterMs: 0 }),
  'slow close': (link: Link) => createNetworkSlowClose(link, { closeDelayMs: 20_000 }),
}).flatMap(([name, create]) => links.map((link) => ({ name, create, link })));

test.each(idleCases)(
  '$name that a proxy does not make is found out on the link to $link',
  async ({ create, link }) => {
    const { surroundings } = await startProxied(link, { isIdle: true });
    const applied = await create(link).apply(surroundings);
    const seen = await applied.verify();
    await applied.heal();
    expect(seen).toMatchObject({ tookEffect: false });
  },
);

test.each([
  { what: 'reset', create: createNetworkReset, failure: 'ECONNRESET' },
  { what: 'cut', create: createNetworkDown, failure: undefined },
])('connections that are open are $what, too', async ({ create, failure }) => {
  const { proxies, surroundings } = await startProxied('service');
  const socket = connect(proxies.address('service'));
  let code: string | undefined;
  socket.on('error', (cause: NodeJS.ErrnoException) => {
    code = cause.code;
  });
  const closed = new Promise((resolve) => socket.once('close', resolve));
  socket.write('GET /health/ready HTTP/1.1\r\nhost: here\r\n\r\n');
  await new Promise((resolve) => socket.once('data', resolve));
  const applied = await create('service').apply(surroundings);
  await closed;
  if (failure !== undefined) expect(code).toBe(failure);
  await applied.heal();
  await expectHealed('service', surroundings);
});

const counted = (bytesDownstream: number, connectionsOpen: number) => ({
  ...{ connectionsOpened: 10, connectionsOpen, bytesUpstream: 0, bytesDownstream, resets: 0 },
});

test.each([
  { what: 'a link within its bandwidth', bytes: 100_000, tookEffect: true },
  { what: 'a link above its bandwidth, which is not limited', bytes: 1e9, tookEffect: false },
  { what: 'a link without traffic, of which nothing is known', bytes: 0, tookEffect: false },
])('by the counters: $what', async ({ bytes, tookEffect }) => {
  const { proxies, surroundings } = await startProxied('service');
  const fault = createNetworkBandwidth('service', { kbPerS: 64 });
  expect(await fault.check(surroundings)).toBeUndefined();
  const applied = await fault.apply(surroundings);
  proxies.told.push(counted(5_000, 1), counted(5_000 + bytes, 2));
  expect(await applied.verify()).toMatchObject({ tookEffect });
  await applied.heal();
  await expectHealed('service', surroundings);
});

test('a fault that could be applied in half only is taken back and can be tried again', async () => {
  const refusedToxic = 'network-blackhole-downstream';
  const { proxies, surroundings } = await startProxied('service', { refusedToxic });
  await expect(createNetworkBlackhole('service').apply(surroundings)).rejects.toThrow('refused');
  expect([...proxies.toxics]).toEqual([]);
  await expectHealed('service', surroundings);
});

test('a healing that failed in half is finished by the next one', async () => {
  const { proxies, surroundings } = await startProxied('service');
  const applied = await createNetworkBlackhole('service').apply(surroundings);
  proxies.stuck.add('network-blackhole-upstream');
  await expect(applied.heal()).rejects.toThrow('is stuck');
  expect([...proxies.toxics.keys()]).toEqual(['network-blackhole-upstream']);
  proxies.stuck.clear();
  await applied.heal();
  await expectHealed('service', surroundings);
});

test('a link without a proxy, or that the variant does not have, is not run', async () => {
  const { surroundings } = await startProxied('service');
  const none = { ...surroundings, proxies: undefined };
  const check = (link: Link, given: FaultSurroundings) => createNetworkDown(link).check(given);
  expect((await check('service', none))?.text).toMatch(/^No proxy stands before the service\./);
  expect((await check('redis', surroundings))?.text).toMatch(/^No proxy stands before Redis\./);
  expect((await check('redis', { ...surroundings, redis: undefined }))?.code).toBe(
    'no-link-to-redis',
  );
  await expect(createNetworkDown('service').apply(none)).rejects.toThrow(/No proxy stands/);
});
