// Invalidation between processes over Redis pub/sub, with acknowledgements and a heartbeat of its own.
import { randomUUID } from 'node:crypto';
import type { Redis } from 'ioredis';
import { createAcknowledgements } from './acknowledgements.ts';
import type { InvalidationBus } from './cache.ts';

const heartbeatMs = 250;

interface Message {
  readonly from: string;
  /** Absent in a heartbeat. */
  readonly id?: number;
  /** Absent: forget everything. */
  readonly keys?: readonly string[];
}

/**
 * A bus over two connections, one to publish and one to subscribe. While its own heartbeats don't come
 * back it calls itself not connected, since then it can't hear the others either.
 */
export function createRedisBus(
  publisher: Redis,
  subscriber: Redis,
  namespace: string,
  timeoutMs: number,
): InvalidationBus {
  const self = randomUUID();
  const channel = `${namespace}:invalidate`;
  const ackChannel = (process: string) => `${namespace}:ack:${process}`;
  const acks = createAcknowledgements(timeoutMs);
  let forget: (keys: readonly string[] | undefined) => void = () => {};
  let heardAtMs = 0;
  let connected = false;
  // Set when a message of ours got lost: the others must then forget everything, once they can hear.
  let owesReset = false;

  const send = (message: Message) => publisher.publish(channel, JSON.stringify(message));

  function receive(message: Message): void {
    if (message.from === self) {
      heardAtMs = performance.now();
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
    const now = performance.now() - heardAtMs < heartbeatMs * 3;
    if (now === connected) return;
    connected = now;
    forget(undefined);
  }

  const timer = setInterval(() => {
    judgeConnection();
    send({ from: self }).catch(() => {});
    if (owesReset && connected) {
      owesReset = false;
      void publish(undefined);
    }
  }, heartbeatMs);
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
    close: async () => {
      clearInterval(timer);
      subscriber.disconnect();
    },
  };
}
