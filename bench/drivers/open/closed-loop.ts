// Closed loop: each connection sends its next request when the answer before has come, and the user has thought.
import { nowMs } from './clock.ts';
import type { Connection } from './connection.ts';
import type { SliceLedger } from './slice-ledger.ts';
import type { LoadLoop } from './slice-run.ts';
import { createUserPauses, type ThinkTimes } from './user-pauses.ts';
import type { VariantTraffic } from './variant-traffic.ts';

export interface ClosedLoopOptions {
  readonly traffic: VariantTraffic;
  readonly ledger: SliceLedger;
  readonly connections: number;
  readonly endMs: number;
  /** Undefined where the next request follows at once. */
  readonly thinkTimes: ThinkTimes | undefined;
  /** Told what drawing a request threw outside of any answer. */
  readonly onThrown: (thrown: unknown) => void;
}

export function createClosedLoop(options: ClosedLoopOptions): LoadLoop {
  const { traffic, ledger, connections, endMs } = options;
  const { pool } = traffic;
  const pauses =
    options.thinkTimes === undefined ? undefined : createUserPauses(options.thinkTimes, wake);

  function wake(connection: Connection): void {
    try {
      if (nowMs() < endMs) sendOn(connection);
    } catch (thrown) {
      options.onThrown(thrown);
    }
  }

  function sendOn(connection: Connection): void {
    // Without an answer there is no next request: while the target is away, nothing is sent but
    // the attempts that the back-off allows.
    if (connection.state === 'closed' && !pool.mayConnect()) return;
    traffic.dispatch(connection, undefined);
    ledger.sent();
  }

  return {
    begin() {
      for (let index = 0; index < connections; index += 1) {
        const connection = pool.slot(index);
        if (pauses === undefined) sendOn(connection);
        else pauses.begin(connection, index);
      }
    },
    freed(connection, atMs) {
      if (atMs >= endMs) return;
      if (pauses === undefined) sendOn(connection);
      else pauses.pause(connection);
    },
    tick(atMs) {
      if (atMs >= endMs) return;
      for (let index = 0; index < connections; index += 1) {
        const connection = pool.slot(index);
        if (connection.state !== 'busy' && pauses?.isPausing(connection) !== true) {
          sendOn(connection);
        }
      }
    },
    isOver: (atMs) => atMs >= endMs,
    dropRest() {},
    end() {
      pauses?.end();
    },
  };
}
