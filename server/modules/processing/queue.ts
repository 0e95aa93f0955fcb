// The queue levels: orders become jobs, workers write them one by one, and the request waits for its own.
import { setTimeout as sleep } from 'node:timers/promises';
import { messageOf, ServiceError } from '../../errors.ts';
import type { Queryable } from '../../plugins/database.ts';
import { raceWithTimeLimit } from '../../threads/closing.ts';
import { KeyTaken, placeOrder } from '../orders/create.ts';
import { findCreatedOrder } from '../orders/replay.ts';
import { type OrderRequest, priceRequest } from '../orders/request.ts';
import { findProcessed } from './batch.ts';
import type { Processor, ProcessorParts } from './processor.ts';

/** Writes one order within a transaction; one that is there already is left as it is. */
type WriteJob = (transaction: Queryable, request: OrderRequest) => Promise<void>;

/** A job that is off the queue: its order is committed, or it was refused for good. */
interface Delivery {
  readonly request: OrderRequest;
  /** Why it will never be written; undefined where it was. */
  readonly refusal: ServiceError | undefined;
}

/** Orders that wait for a worker. Each is delivered at least once: again, where a worker died or failed over it. */
export interface JobQueue {
  /** Resolves once the jobs are kept. @throws ServiceError where they are not */
  put(requests: readonly OrderRequest[]): Promise<void>;
  /**
   * Takes one job, has it written, and takes it off; undefined where there is none. Where writing rejects with an
   * error other than a refusal, so does this, and the job stays.
   */
  deliver(write: WriteJob): Promise<Delivery | undefined>;
  /** Resolves, never rejects: once it can be asked, or after a time limit. */
  ready(): Promise<void>;
  close(): Promise<void>;
}

/** Jobs of processes that are gone are looked for this often. */
const lookMs = 1_000;
/** After an error a worker waits this long. */
const retryMs = 200;
/** A batch may be written by the workers of other processes: so often is asked for it. */
const askMs = 250;

/** True for what no other try can mend. */
export function isRefusal(thrown: unknown): thrown is ServiceError {
  return thrown instanceof ServiceError && thrown.statusCode < 500;
}

/** Resolves or rejects whoever waits for an order. */
function createWaitingList() {
  const waiting = new Map<string, Set<PromiseWithResolvers<void>>>();
  return {
    expect: (reference: string): Promise<void> => {
      const expected = Promise.withResolvers<void>();
      const others = waiting.get(reference);
      if (others === undefined) waiting.set(reference, new Set([expected]));
      else others.add(expected);
      return expected.promise;
    },
    settle: ({ request: { reference }, refusal }: Delivery): void => {
      for (const expected of waiting.get(reference) ?? []) {
        if (refusal === undefined) expected.resolve();
        else expected.reject(refusal);
      }
      waiting.delete(reference);
    },
  };
}

/** Four workers (or as many as configured) on a queue. */
export function createQueueProcessor(
  { database, acts, workerCount, waitLimitMs, forget, report }: ProcessorParts,
  queue: JobQueue,
): Processor {
  const waiting = createWaitingList();
  const inFlight = new Set<Promise<void>>();
  let wake = Promise.withResolvers<void>();
  let isClosing = false;

  function poke(): void {
    wake.resolve();
    wake = Promise.withResolvers();
  }

  async function write(transaction: Queryable, request: OrderRequest): Promise<void> {
    acts.add('queueDeliveries');
    if ((await findCreatedOrder(transaction, request)) !== undefined) acts.add('queueRepeats');
    else await placeOrder(transaction, await priceRequest(transaction, request));
  }

  async function finish(delivery: Delivery): Promise<void> {
    const { request, refusal } = delivery;
    acts.add(refusal === undefined ? 'queued' : 'queueFailures');
    if (refusal !== undefined) report(`${request.reference} was refused: ${refusal.message}`);
    await forget([request.order.customerId]);
    waiting.settle(delivery);
  }

  async function work(): Promise<void> {
    while (!isClosing) {
      // Taken before the queue is looked at, so that what is put meanwhile is not slept over.
      const woken = wake.promise;
      try {
        const delivery = await queue.deliver(write);
        if (delivery === undefined) await woken;
        else await finish(delivery);
      } catch (cause) {
        // The same order was written at the same moment: the next delivery finds it.
        if (cause instanceof KeyTaken) continue;
        report(`a worker of the queue goes on: ${messageOf(cause)}`);
        await sleep(retryMs);
      }
    }
  }

  async function awaitAll(requests: readonly OrderRequest[]): Promise<void> {
    const written = Promise.all(requests.map(({ reference }) => waiting.expect(reference)));
    await queue.put(requests);
    poke();
    const giveUpAtMs = performance.now() + waitLimitMs;
    while (
      !(await raceWithTimeLimit(
        written.then(() => {}),
        askMs,
      ))
    ) {
      if ((await findProcessed(database, requests)).size === requests.length) return;
      if (performance.now() > giveUpAtMs) {
        throw new ServiceError(
          'OVERLOADED',
          'The batch is queued and will be processed; ask again with the same key.',
        );
      }
    }
  }

  const timer = setInterval(poke, lookMs);
  timer.unref();
  let workers: readonly Promise<void>[] = [];

  return {
    process: async ({ requests }) => {
      const processing = awaitAll(requests);
      inFlight.add(processing);
      await processing.finally(() => inFlight.delete(processing));
    },
    ready: async () => {
      await queue.ready();
      workers = Array.from({ length: workerCount }, work);
    },
    close: async () => {
      clearInterval(timer);
      await Promise.allSettled(inFlight);
      isClosing = true;
      poke();
      await Promise.all(workers);
      await queue.close();
    },
  };
}
