// Invalidation between processes over Redis pub/sub, with acknowledgements and a heartbeat of its own.
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { raceWithTimeLimit } from '../threads/closing.ts';
import { createAcknowledgements } from './acknowledgements.ts';
import { type InvalidationBus, readyLimitMs } from './cache.ts';

/** Longest time between two heartbeats, ms. */
const longestPulseMs = 250;

interface Message {
  readonly from: string;
  /** Absent in a heartbeat. */
  readonly id?: number;
  /** Of a heartbeat: when it was sent, on the sender's monotonic clock, ms. */
  readonly sentAtMs?: number;
  /** Absent: forget everything. */
  readonly keys?: readonly string[];
}

/**
 * A bus over two connections, one to publish and one to subscribe. While its own heartbeats don't come
 * back it calls itself not connected, since then it can't hear the others either.
 * @param staleLimitMs a heartbeat older than this, counted from when it was sent, is no sign of life; as long, at
 *   most, does a change wait for the others to acknowledge
 */
export function createRedisBus(
  publisher: Redis,
  subscriber: Redis,
  namespace: string,
  staleLimitMs: number,
): InvalidationBus {
  const self = randomUUID();
  const channel = `${namespace}:invalidate`;
  const ackChannel = (process: string) => `${namespace}:ack:${process}`;
  const acks = createAcknowledgements(staleLimitMs);
  let forget: (keys: readonly string[] | undefined) => void = () => {};
  let aliveAtMs = Number.NEGATIVE_INFINITY;
  let connected = false;
  // Set when a message of ours got lost: the others must then forget everything, once they can hear.
  let owesReset = false;
  const firstConnected = Promise.withResolvers<void>();

  const send = (message: Message) => publisher.publish(channel, JSON.stringify(message));

  function receive(message: Message): void {
    if (message.from === self) {
      aliveAtMs = Math.max(aliveAtMs, message.sentAtMs ?? aliveAtMs);
      judgeConnection();
      return;
    }
    if (message.id === undefined) return;
    forget(message.keys);
    publisher.publish(ackChannel(message.from), String(message.id)).catch(() => {});
  }

  subscriber.on('message', (from: string, text: string) => {
    if (from === channel) receive(JSON.parse(text) as Message);
    else acks.acknowledge(Number(text));
  });
  const subscribe = () => void subscriber.subscribe(channel, ackChannel(self)).catch(() => {});
  subscriber.on('ready', subscribe);
  if (subscriber.status === 'ready') subscribe();

  async function publish(keys: readonly string[] | undefined): Promise<void> {
    const { id, settled, expect } = acks.open();
    try {
      const receivers = await send({ from: self, id, ...(keys === undefined ? {} : { keys }) });
      expect(receivers - 1);
      await settled;
    } catch {
      owesReset = true;
      expect(0);
    }
  }

  function judgeConnection(): void {
    const now = performance.now() - aliveAtMs < staleLimitMs;
    if (now === connected) return;
    connected = now;
    forget(undefined);
    if (connected) firstConnected.resolve();
  }

  const timer = setInterval(
    () => {
      judgeConnection();
      send({ from: self, sentAtMs: performance.now() }).catch(() => {});
      if (owesReset && connected) {
        owesReset = false;
        void publish(undefined);
      }
    },
    Math.min(longestPulseMs, staleLimitMs / 3),
  );
  timer.unref();

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
      subscriber.disconnect();
    },
  };
}
