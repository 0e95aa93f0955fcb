// A small proxy inside the test's own process that does what faults of the network ask of one.
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { LinkCounters, ProxySet } from '../proxy/proxy-set.ts';
import type { Toxic } from '../proxy/toxic.ts';
import type { Address } from './probe-link.ts';

export interface TestProxy extends ProxySet {
  /** Counters that are told instead of the true ones, in turn. */
  readonly told: LinkCounters[];
  readonly toxics: Map<string, Toxic>;
  /** Names of toxics that cannot be removed while they stand here. */
  readonly stuck: Set<string>;
}

export interface TestProxyOptions {
  readonly link: string;
  readonly upstream: Address;
  /** Says that it does what it is told, and does nothing. */
  readonly isIdle?: boolean;
  /** Refuses the toxic of this name. */
  readonly refusedToxic?: string;
}

export async function startTestProxy(options: TestProxyOptions): Promise<TestProxy> {
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
