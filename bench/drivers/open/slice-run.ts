// Runs one slice to the end of its drain: requests end here, and the loop is told of free connections.
import { nowMs } from './clock.ts';
import type { Connection } from './connection.ts';
import type { ConnectionPool, PoolEvents } from './connection-pool.ts';
import type { SliceLedger } from './slice-ledger.ts';

/** Requests are looked at for their time-out so often: a scan now and then is cheaper than a timer each. */
const shortestTickMs = 5;
const longestTickMs = 20;
const ticksPerTimeout = 20;

export interface SliceRunOptions {
  readonly pool: ConnectionPool;
  readonly ledger: SliceLedger;
  readonly requestTimeoutMs: number;
  /** After this nothing is sent any more, and what was never sent is dropped. */
  readonly sendEndMs: number;
  /** After this nothing is waited for any more. */
  readonly drainEndMs: number;
}

export class SliceRun implements PoolEvents {
  readonly #pool: ConnectionPool;
  readonly #ledger: SliceLedger;
  readonly #tickMs: number;
  readonly #sendEndMs: number;
  readonly #drainEndMs: number;
  readonly #ended = Promise.withResolvers<void>();
  #loop: LoadLoop | undefined;

  constructor(options: SliceRunOptions) {
    this.#pool = options.pool;
    this.#ledger = options.ledger;
    const wantedTickMs = options.requestTimeoutMs / ticksPerTimeout;
    this.#tickMs = Math.min(longestTickMs, Math.max(shortestTickMs, wantedTickMs));
    this.#sendEndMs = options.sendEndMs;
    this.#drainEndMs = options.drainEndMs;
  }

  /** Runs the loop until all its requests have ended. @throws what drawing or observing a request threw */
  async run(loop: LoadLoop): Promise<void> {
    this.#loop = loop;
    const ticks = setInterval(() => this.#guard(() => this.#tick(nowMs())), this.#tickMs);
    try {
      this.#guard(() => loop.begin());
      this.turn();
      await this.#ended.promise;
    } finally {
      clearInterval(ticks);
      this.#loop = undefined;
      loop.end();
    }
  }

  /** Looks whether the slice is over; for a loop that was woken by its pacer. */
  turn(): void {
    this.#endIfOver(nowMs());
  }

  /** Ends the run with an error; what is in flight is given up. */
  fail(thrown: unknown): void {
    this.#pool.abandon(() => {});
    this.#ended.reject(thrown);
  }

  answered(connection: Connection): void {
    const atMs = nowMs();
    connection.idleSinceMs = atMs;
    try {
      this.#ledger.answered(connection, atMs);
      this.#next(connection, atMs);
    } catch (thrown) {
      this.fail(thrown);
    }
  }

  failed(connection: Connection, reason: string): void {
    this.#finish(connection, 'failed', reason);
  }

  timedOut(connection: Connection): void {
    this.#finish(connection, 'timedOut', 'timed out');
  }

  #finish(connection: Connection, kind: 'failed' | 'timedOut', reason: string): void {
    const atMs = nowMs();
    this.#guard(() => {
      this.#ledger.failed(connection, kind, reason, atMs);
      this.#next(connection, atMs);
    });
  }

  #next(connection: Connection, atMs: number): void {
    this.#loop?.freed(connection, atMs);
    this.#endIfOver(atMs);
  }

  #tick(atMs: number): void {
    this.#ledger.tick(atMs);
    if (atMs >= this.#sendEndMs) this.#loop?.dropRest(atMs);
    this.#pool.expire(atMs);
    if (atMs >= this.#drainEndMs) {
      this.#pool.abandon((connection) => this.#ledger.abandoned(connection, atMs));
    } else this.#loop?.tick(atMs);
    this.#endIfOver(atMs);
  }

  #endIfOver(atMs: number): void {
    if (this.#pool.busyCount === 0 && this.#loop?.isOver(atMs) === true) this.#ended.resolve();
  }

  #guard(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      this.fail(thrown);
    }
  }
}

export interface LoadLoop {
  /** Sends the first requests. */
  begin(): void;
  /** A connection has come free, open or closed. */
  freed(connection: Connection, atMs: number): void;
  /** Called every few milliseconds, for what no answer would set off. */
  tick(atMs: number): void;
  /** True where no further request will be sent. */
  isOver(atMs: number): boolean;
  /** Gives up what was never sent, at the end of the drain. */
  dropRest(atMs: number): void;
  /** Lets go of what the loop holds. */
  end(): void;
}
