// Invalidation between processes that share a database, over its LISTEN and NOTIFY, with acknowledgements.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type pg from 'pg';
import type { Queryable } from '../plugins/database.ts';
import { raceWithTimeLimit } from '../threads/closing.ts';
import { type InvalidationBus, readyLimitMs } from './cache.ts';

/** Channel of messages to everybody; a process is written to on one of its own. */
const everybody = 'crm_invalidate';

const retryMs = 100;
/** Longest time between two questions for a sign of life, ms. */
const longestPulseMs = 250;
/** NOTIFY takes less than 8,000 bytes. */
const maxPayloadBytes = 7_900;

const notify = { name: 'invalidate', text: 'SELECT pg_notify($1, $2)' };

type Message =
  /** Forget keys (absent: everything), and acknowledge. */
  | {
      readonly kind: 'forget';
      readonly from: string;
      readonly id: number;
      readonly keys?: readonly string[];
    }
  | { readonly kind: 'forgotten'; readonly from: string; readonly id: number }
  /** The sender hears from now on; answered by `here`. */
  | { readonly kind: 'hello'; readonly from: string }
  | { readonly kind: 'here'; readonly from: string }
  | { readonly kind: 'bye'; readonly from: string };

export interface PostgresBusOptions {
  /** A client that is not connected yet; every attempt takes a new one. */
  readonly createClient: () => pg.Client;
  /** For messages while the bus's own connection is down. */
  readonly database: Queryable;
  /**
   * How old a sign of life may be, counted from when it was asked for, ms; as long, at most, does a change wait for
   * the others to acknowledge. So whoever is silent until then has stopped trusting its memory.
   */
  readonly staleLimitMs: number;
}

interface Connection {
  query(query: pg.QueryConfig): Promise<unknown>;
}

/** Signs of life and messages meet on one connection, and the next major version of pg takes one query at a time. */
function createConnection(client: pg.Client): Connection {
  let last: Promise<unknown> = Promise.resolve();
  return {
    query: (query) => {
      const answer = last.then(() => client.query(query));
      last = answer.catch(() => {});
      return answer;
    },
  };
}

/**
 * A bus over one connection of its own. PostgreSQL tells a session what was notified before it answers the session's
 * next query, so an answered query proves that everything up to the moment it was sent has been heard. An empty one
 * is sent several times in `staleLimitMs`; without an answer the bus calls itself not connected, and never trusts what
 * is older than that.
 */
export function createPostgresBus(options: PostgresBusOptions): InvalidationBus {
  const { createClient, database, staleLimitMs } = options;
  const pulseMs = Math.min(longestPulseMs, staleLimitMs / 3);
  const self = randomUUID().replaceAll('-', '');
  const channelOf = (process: string) => `crm_to_${process}`;
  /** Processes that were heard of: whoever changes something waits until they have forgotten it. */
  const peers = new Set<string>();
  /** Hears, by the number of a message, who has forgotten what it told. */
  const waiting = new Map<number, (peer: string) => void>();
  const firstConnected = Promise.withResolvers<void>();
  const closing = new AbortController();
  let forget: (keys: readonly string[] | undefined) => void = () => {};
  let client: Connection | undefined;
  let aliveAtMs = Number.NEGATIVE_INFINITY;
  let connected = false;
  let lastId = 0;
  // Set when a message of ours got lost: the others must then forget everything, once they can be told.
  let owesReset = false;

  function judgeConnection(): void {
    const now = client !== undefined && performance.now() - aliveAtMs < staleLimitMs;
    if (now === connected) return;
    connected = now;
    forget(undefined);
    if (connected) firstConnected.resolve();
  }

  /** Resolves with whether PostgreSQL took the message. */
  async function send(channel: string, message: Message): Promise<boolean> {
    const values = [channel, JSON.stringify(message)];
    const own = await client?.query({ ...notify, values }).then(
      () => true,
      () => false,
    );
    if (own === true) return true;
    return database.query(notify, values).then(
      () => true,
      () => false,
    );
  }

  function receive(message: Message): void {
    const { from } = message;
    if (from === self) return;
    if (message.kind === 'bye') {
      peers.delete(from);
      for (const hear of waiting.values()) hear(from);
      return;
    }
    // Also one that was given up, since it was busy for too long, and is heard again.
    peers.add(from);
    if (message.kind === 'hello') void send(channelOf(from), { kind: 'here', from: self });
    if (message.kind === 'forgotten') waiting.get(message.id)?.(from);
    if (message.kind === 'forget') {
      forget(message.keys);
      void send(channelOf(from), { kind: 'forgotten', from: self, id: message.id });
    }
  }

  async function publish(keys: readonly string[] | undefined): Promise<void> {
    lastId += 1;
    const id = lastId;
    const { promise, resolve } = Promise.withResolvers<void>();
    const forgotten = new Set<string>();
    let awaited: readonly string[] | undefined;
    const settle = () => {
      if (awaited?.every((peer) => forgotten.has(peer)) === true) resolve();
    };
    waiting.set(id, (peer) => {
      forgotten.add(peer);
      settle();
    });
    const message: Message = { kind: 'forget', from: self, id };
    const whole = keys === undefined ? message : { ...message, keys };
    const fits = Buffer.byteLength(JSON.stringify(whole)) <= maxPayloadBytes;
    const sent = await send(everybody, fits ? whole : message);
    // Before it answered, PostgreSQL told us of everybody who had said hello by then: they hear this, and trust their memory.
    awaited = [...peers];
    if (sent) {
      settle();
      await raceWithTimeLimit(promise, staleLimitMs);
    } else owesReset = true;
    waiting.delete(id);
    // Whoever said nothing is gone, or hears nothing and so trusts its memory no longer.
    if (sent) for (const peer of awaited) if (!forgotten.has(peer)) peers.delete(peer);
  }

  /** Asks for signs of life until there is none; the first comes after a wait, in which others learn of us. */
  async function keepAlive(current: Connection, lost: Promise<unknown>): Promise<void> {
    let isLost = false;
    void lost.then(() => {
      isLost = true;
    });
    for (;;) {
      await Promise.race([sleep(pulseMs, undefined, { signal: closing.signal }), lost]);
      if (isLost) return;
      const askedAtMs = performance.now();
      // Nothing is parsed, planned or counted of an empty query.
      await current.query({ text: '' });
      aliveAtMs = askedAtMs;
      judgeConnection();
      if (owesReset) {
        owesReset = false;
        void publish(undefined);
      }
    }
  }

  async function connectOnce(): Promise<void> {
    const own = createClient();
    const current = createConnection(own);
    const lost = Promise.withResolvers<void>();
    own.on('error', () => lost.resolve());
    own.on('end', () => lost.resolve());
    own.on('notification', ({ payload }) => {
      if (payload !== undefined) receive(JSON.parse(payload) as Message);
    });
    // The moment that it breaks, not the next sign of life that fails to come.
    void lost.promise.then(() => {
      if (client !== current) return;
      client = undefined;
      judgeConnection();
    });
    try {
      await own.connect();
      await current.query({ text: `LISTEN ${everybody}; LISTEN ${channelOf(self)}` });
      client = current;
      peers.clear();
      await send(everybody, { kind: 'hello', from: self });
      await keepAlive(current, lost.promise);
    } catch {
      // Tried again below; meanwhile memory is passed over.
    } finally {
      if (closing.signal.aborted && client === current) {
        await send(everybody, { kind: 'bye', from: self });
      }
      client = undefined;
      judgeConnection();
      await raceWithTimeLimit(own.end(), staleLimitMs).catch(() => {});
    }
  }

  async function run(): Promise<void> {
    while (!closing.signal.aborted) {
      await connectOnce();
      await sleep(retryMs, undefined, { signal: closing.signal }).catch(() => {});
    }
  }

  // A hit is only as good as the last sign of life: who asks nothing must still drop what it can't trust.
  const timer = setInterval(judgeConnection, pulseMs);
  timer.unref();
  const running = run();

  return {
    publish,
    listen: (listener) => {
      forget = listener;
    },
    isConnected: () => {
      judgeConnection();
      return connected;
    },
    ready: () => raceWithTimeLimit(firstConnected.promise, readyLimitMs).then(() => {}),
    close: async () => {
      clearInterval(timer);
      closing.abort();
      await running;
    },
  };
}
