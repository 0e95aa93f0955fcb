// A worker's side of the cluster: its line to the primary, for counters and invalidations.

import { createAcknowledgements } from '../cache/acknowledgements.ts';
import type { InvalidationBus } from '../cache/cache.ts';
import { answerTimeoutMs, type PrimaryMessage, type WorkerMessage } from './messages.ts';
import type { Snapshot } from './snapshot.ts';

const pushMs = 100;

/** What makes several processes one service. */
export interface ClusterLink {
  readonly bus: InvalidationBus;
  /** Counters of all workers; the given ones stand for this worker where the primary is silent. */
  collect(own: () => Snapshot): Promise<Snapshot>;
  /**
   * Begins to answer the primary, and to tell it the counters whenever they changed.
   * @param measured the counters with what the runtime did since the last time it was asked
   */
  report(own: () => Snapshot, measured: () => Snapshot): void;
  /** Tells the counters a last time; resolves when they are on their way. */
  finish(own: () => Snapshot): Promise<void>;
}

/** Sends to the primary; resolves even where that is gone. */
export function sendToPrimary(message: WorkerMessage): Promise<void> {
  return new Promise((resolve) => {
    if (process.send === undefined || !process.connected) resolve();
    else process.send(message, undefined, undefined, () => resolve());
  });
}

/** The link of this process, which must be a worker of a cluster. */
export function createClusterLink(): ClusterLink {
  const invalidations = createAcknowledgements(answerTimeoutMs);
  const collections = new Map<number, (snapshot: Snapshot | undefined) => void>();
  let lastCollection = 0;
  let forget: (keys: readonly string[] | undefined) => void = () => {};
  let readMeasured: (() => Snapshot) | undefined;

  process.on('message', (message: PrimaryMessage) => {
    switch (message.kind) {
      case 'forget':
        forget(message.keys);
        void sendToPrimary({ kind: 'answer', id: message.id });
        break;
      case 'count':
        if (readMeasured === undefined) break;
        void sendToPrimary({ kind: 'answer', id: message.id, snapshot: readMeasured() });
        break;
      case 'forgotten':
        invalidations.acknowledge(message.id);
        break;
      case 'collected':
        collections.get(message.id)?.(message.snapshot);
        break;
    }
  });

  const bus: InvalidationBus = {
    publish: async (keys) => {
      const { id, settled, expect } = invalidations.open();
      expect(1);
      await sendToPrimary({ kind: 'invalidate', id, keys });
      await settled;
    },
    listen: (listener) => {
      forget = listener;
    },
    isConnected: () => process.connected,
    ready: () => Promise.resolve(),
    close: () => Promise.resolve(),
  };

  return {
    bus,
    collect: async (own) => {
      lastCollection += 1;
      const id = lastCollection;
      const { promise, resolve } = Promise.withResolvers<Snapshot | undefined>();
      collections.set(id, resolve);
      // Longer than the primary itself waits for the others.
      const timer = setTimeout(resolve, answerTimeoutMs * 2, undefined);
      await sendToPrimary({ kind: 'collect', id });
      const collected = await promise;
      clearTimeout(timer);
      collections.delete(id);
      return collected ?? { ...own(), isComplete: false };
    },
    report: (own, measured) => {
      readMeasured = measured;
      let last = '';
      const timer = setInterval(() => {
        const snapshot = own();
        const text = JSON.stringify(snapshot);
        if (text === last) return;
        last = text;
        void sendToPrimary({ kind: 'counted', snapshot });
      }, pushMs);
      timer.unref();
      void sendToPrimary({ kind: 'hello' });
    },
    finish: (own) => sendToPrimary({ kind: 'counted', snapshot: own() }),
  };
}
