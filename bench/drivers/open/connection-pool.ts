// Keep-alive connections to one variant: a limit, reconnecting with back-off, and time-outs by scanning.
import { setImmediate as nextTurn } from 'node:timers/promises';
import {
  Connection,
  type ConnectionEvents,
  type ConnectionTarget,
  type Exchange,
} from './connection.ts';
import { KeepAliveLimit } from './keep-alive.ts';

const firstBackOffMs = 10;
/** Short enough that a service that is back is noticed soon, long enough not to hammer a dead one. */
const longestBackOffMs = 200;

/** What happens to the requests of a pool; each of them ends in exactly one of these calls. */
export interface PoolEvents {
  /** A whole answer stands in connection.parser. */
  answered(connection: Connection): void;
  failed(connection: Connection, reason: string): void;
  timedOut(connection: Connection): void;
}

export class ConnectionPool implements ConnectionEvents {
  readonly #targets: readonly [ConnectionTarget, ...ConnectionTarget[]];
  readonly #events: PoolEvents;
  readonly #now: () => number;
  readonly #connections: Connection[] = [];
  /** Idle ones in the order in which they became idle, so that none is left to grow stale. */
  readonly #idle: Connection[] = [];
  #idleHead = 0;
  #busyCount = 0;
  #connectingCount = 0;
  #failuresInRow = 0;
  #retryAtMs = Number.NEGATIVE_INFINITY;
  #whenSettled: (() => void) | undefined;
  readonly #keepAlive = new KeepAliveLimit();
  #openedCount = 0;
  #renewedCount = 0;
  #resentCount = 0;
  #strayCount = 0;

  /** @param targets addresses of the one variant, which connections are given in turn */
  constructor(
    targets: readonly [ConnectionTarget, ...ConnectionTarget[]],
    events: PoolEvents,
    now: () => number,
  ) {
    this.#targets = targets;
    this.#events = events;
    this.#now = now;
  }

  /**
   * Since the pool began: sockets opened; those of them in place of one that was idle for as long as the
   * service keeps it; requests sent again; bytes that nobody asked for.
   */
  counters(): Readonly<Record<'opened' | 'renewed' | 'resent' | 'strays', number>> {
    const [opened, renewed] = [this.#openedCount, this.#renewedCount];
    return { opened, renewed, resent: this.#resentCount, strays: this.#strayCount };
  }

  /** Requests in flight. */
  get busyCount(): number {
    return this.#busyCount;
  }

  /**
   * Makes ready for a slice: opens the first `count` sockets where they are not open, and those below `limit`
   * that the service closed for being idle, or soon would. Resolves when each is open or has failed, or
   * after the time-out; then all closes that had come are known.
   */
  async prepare(count: number, limit: number, timeoutMs: number): Promise<void> {
    // Closes that came while others were loaded are heard first; a turn may have begun before they came.
    await nextTurn();
    await nextTurn();
    const atMs = this.#now();
    for (let index = 0; index < limit; index += 1) {
      const connection = index < count ? this.slot(index) : this.#connections[index];
      if (connection === undefined) break;
      this.renewIfStale(connection, atMs);
      const isWanted = index < count || connection.isExpired;
      if (!isWanted || connection.state !== 'closed' || !this.mayConnect()) continue;
      this.#countOpening(connection);
      this.#connectingCount += 1;
      connection.open();
    }
    if (this.#connectingCount === 0) return;
    await new Promise<void>((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#whenSettled = undefined;
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.#whenSettled = done;
    });
  }

  /** Lets go of an idle connection that the service may be about to close; its slot opens another one. */
  renewIfStale(connection: Connection, atMs: number): void {
    if (connection.state !== 'idle') return;
    if (!(atMs - connection.idleSinceMs >= this.#keepAlive.renewAfterMs)) return;
    connection.discard();
    connection.isExpired = true;
  }

  /** The connection at an index, made where it is not there yet; a closed loop keeps to its own ones. */
  slot(index: number): Connection {
    for (;;) {
      const connection = this.#connections[index];
      if (connection !== undefined) return connection;
      const target = this.#targets[this.#connections.length % this.#targets.length];
      this.#connections.push(new Connection(target ?? this.#targets[0], this));
    }
  }

  /** False while the back-off after failed connections lasts. */
  mayConnect(): boolean {
    return this.#failuresInRow === 0 || this.#now() >= this.#retryAtMs;
  }

  /** A connection free for a request: the longest idle one, else one to open below the limit. */
  take(limit: number): Connection | undefined {
    if (this.#busyCount >= limit) return undefined;
    while (this.#idleHead < this.#idle.length) {
      const connection = this.#idle[this.#idleHead];
      this.#idleHead += 1;
      if (this.#idleHead === this.#idle.length) {
        this.#idle.length = 0;
        this.#idleHead = 0;
      } else if (this.#idleHead > 2_048) {
        this.#idle.splice(0, this.#idleHead);
        this.#idleHead = 0;
      }
      if (connection === undefined) continue;
      connection.isQueued = false;
      if (connection.state === 'idle') return connection;
    }
    if (this.#busyCount + this.#connectingCount >= limit || !this.mayConnect()) return undefined;
    for (let index = 0; index < limit; index += 1) {
      const connection = this.slot(index);
      if (connection.state === 'closed') return connection;
    }
    return undefined;
  }

  /** Sends connection.exchange; the connection has no request in flight. */
  send(connection: Connection, text: string, encoding: 'latin1' | 'utf8'): void {
    const before = connection.state;
    if (before === 'closed') this.#countOpening(connection);
    this.#busyCount += 1;
    connection.send(text, encoding);
    // It is waited for as a request from now on, no more as a connection.
    if (before === 'connecting') this.#settle();
  }

  /** Ends the requests whose deadline has passed; called every few milliseconds while a slice runs. */
  expire(nowMs: number): void {
    for (const connection of this.#connections) {
      if (connection.state !== 'busy' || nowMs < connection.exchange.deadlineMs) continue;
      connection.discard();
      this.#busyCount -= 1;
      this.#events.timedOut(connection);
    }
  }

  /** Gives up the requests in flight and hands each to `each`; for the end of a drain. */
  abandon(each: (connection: Connection) => void): void {
    for (const connection of this.#connections) {
      if (connection.state !== 'busy') continue;
      connection.discard();
      this.#busyCount -= 1;
      each(connection);
    }
  }

  /** Lets go of all sockets. */
  close(): void {
    for (const connection of this.#connections) connection.discard();
    this.#busyCount = 0;
    this.#connectingCount = 0;
    this.#whenSettled?.();
  }

  answered(connection: Connection): void {
    this.#busyCount -= 1;
    this.#failuresInRow = 0;
    const { keepAliveTimeoutS } = connection.parser;
    if (keepAliveTimeoutS >= 0) this.#keepAlive.announced(keepAliveTimeoutS);
    this.#keepAlive.survived(connection.exchange.idleMs);
    this.#enqueue(connection);
    this.#events.answered(connection);
  }

  broke(connection: Connection, reason: string, fresh: boolean): void {
    this.#busyCount -= 1;
    if (fresh) this.#backOff();
    if (fresh && reason === 'ECONNREFUSED') this.#keepAlive.wentAway();
    this.#events.failed(connection, reason);
  }

  opened(connection: Connection): void {
    this.#enqueue(connection);
    this.#settle();
  }

  isCrossing({ idleMs, sentAtMs }: Exchange): boolean {
    const isCrossing = this.#keepAlive.isCrossing(idleMs, this.#now() - sentAtMs);
    if (isCrossing) this.#keepAlive.closedIdle(idleMs);
    return isCrossing;
  }

  lost(connection: Connection, before: 'connecting' | 'idle'): void {
    // A connection that closes while idle is nobody's failure: the next request opens another.
    if (before === 'idle') {
      connection.isExpired = this.#keepAlive.closedIdle(this.#now() - connection.idleSinceMs);
      return;
    }
    this.#keepAlive.wentAway();
    this.#backOff();
    this.#settle();
  }

  resent(): void {
    this.#resentCount += 1;
    this.#openedCount += 1;
    this.#renewedCount += 1;
  }

  strayed(): void {
    this.#strayCount += 1;
  }

  #countOpening(connection: Connection): void {
    this.#openedCount += 1;
    if (connection.isExpired) this.#renewedCount += 1;
  }

  #settle(): void {
    this.#connectingCount -= 1;
    if (this.#connectingCount === 0) this.#whenSettled?.();
  }

  #enqueue(connection: Connection): void {
    if (connection.state !== 'idle' || connection.isQueued) return;
    connection.isQueued = true;
    this.#idle.push(connection);
  }

  /** Doubles with each round of failures; the many failures of one round count once. */
  #backOff(): void {
    const nowMs = this.#now();
    if (this.#failuresInRow > 0 && nowMs < this.#retryAtMs) return;
    this.#retryAtMs = nowMs + Math.min(firstBackOffMs * 2 ** this.#failuresInRow, longestBackOffMs);
    this.#failuresInRow += 1;
  }
}
