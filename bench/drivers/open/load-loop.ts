// What decides when the next request of a slice is sent: a closed loop, or an open one.
import type { Connection } from './connection.ts';

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
