// Closed loop: each connection sends its next request as soon as the answer before has come.
import type { Connection } from './connection.ts';
import type { LoadLoop } from './load-loop.ts';
import type { SliceLedger } from './slice-ledger.ts';
import type { VariantTraffic } from './variant-traffic.ts';

export interface ClosedLoopOptions {
  readonly traffic: VariantTraffic;
  readonly ledger: SliceLedger;
  readonly connections: number;
  readonly endMs: number;
}

/** Builds the closed loop of one slice. */
export function createClosedLoop(options: ClosedLoopOptions): LoadLoop {
  const { traffic, ledger, connections, endMs } = options;
  const { pool } = traffic;

  function sendOn(connection: Connection): void {
    // Without an answer there is no next request: while the target is away, nothing is sent but
    // the attempts that the back-off allows.
    if (connection.state === 'closed' && !pool.mayConnect()) return;
    traffic.dispatch(connection, undefined);
    ledger.sent();
  }

  return {
    begin() {
      for (let index = 0; index < connections; index += 1) sendOn(pool.slot(index));
    },
    freed(connection, atMs) {
      if (atMs < endMs) sendOn(connection);
    },
    tick(atMs) {
      if (atMs >= endMs) return;
      for (let index = 0; index < connections; index += 1) {
        const connection = pool.slot(index);
        if (connection.state !== 'busy') sendOn(connection);
      }
    },
    isOver: (atMs) => atMs >= endMs,
    dropRest() {},
    end() {},
  };
}
