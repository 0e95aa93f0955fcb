// Keep-alive connections to one variant: a limit, reconnecting with back-off, and time-outs by scanning.
import { Connection, type ConnectionEvents, type ConnectionTarget } from './connection.ts';

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
  #openedCount = 0;
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

  /** Sockets opened, requests sent again, and bytes that nobody asked for, since the pool began. */
  counters(): { readonly opened: number; readonly resent: number; readonly strays: number } {
    return { opened: this.#openedCount, resent: this.#resentCount, strays: this.#strayCount };
  }

  /** Requests in flight. */
  get busyCount(): number {
    return this.#busyCount;
  }

  /** Opens sockets until `count` are there; resolves when each is open or has failed, or after the time-out. */
  prepare(count: number, timeoutMs: number): Promise<void> {
    for (let index = 0; index < count; index += 1) {
      const connection = this.slot(index);
      if (connection.state !== 'closed' || !this.mayConnect()) continue;
      this.#openedCount += 1;
      this.#connectingCount += 1;
      connection.open();
    }
    if (this.#connectingCount === 0) return Promise.resolve();
    return new Promise((resolve) => {
      const done = () => {
        clearTimeout(timer);
        this.#whenSettled = undefined;
        resolve();
      };
      const timer = setTimeout(done, timeoutMs);
      this.#whenSettled = done;
    });
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
    if (before === 'closed') this.#openedCount += 1;
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
    this.#enqueue(connection);
    this.#events.answered(connection);
  }

  broke(connection: Connection, reason: string, fresh: boolean): void {
    this.#busyCount -= 1;
    if (fresh) this.#backOff();
    this.#events.failed(connection, reason);
  }

  opened(connection: Connection): void {
    this.#enqueue(connection);
    this.#settle();
  }

  lost(_connection: Connection, before: 'connecting' | 'idle'): void {
    // A connection that closes while idle is nobody's failure: the next request opens another.
    if (before === 'idle') return;
    this.#backOff();
    this.#settle();
  }

  resent(): void {
    this.#resentCount += 1;
    this.#openedCount += 1;
  }

  strayed(): void {
    this.#strayCount += 1;
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
