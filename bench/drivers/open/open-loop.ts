// Open loop: requests start when their arrival is due, or wait for a connection; none is forgotten.
import type { ArrivalRing } from './arrival-ring.ts';
import { nowMs } from './clock.ts';
import type { Pacer } from './pacer.ts';
import type { ArrivalStream } from './schedule.ts';
import type { SliceLedger } from './slice-ledger.ts';
import type { LoadLoop } from './slice-run.ts';
import type { VariantTraffic } from './variant-traffic.ts';

export interface OpenLoopOptions {
  readonly traffic: VariantTraffic;
  readonly ledger: SliceLedger;
  readonly pacer: Pacer;
  readonly arrivals: ArrivalStream;
  readonly maxConnections: number;
  readonly startMs: number;
  readonly endMs: number;
  /** Called after each turn of the loop that no answer set off. */
  readonly onTurn: () => void;
  /** Told what such a turn threw. */
  readonly onThrown: (thrown: unknown) => void;
}

/** Builds the open loop of one slice; the queue of waiting arrivals is the rest of the ring itself. */
export function createOpenLoop(options: OpenLoopOptions): LoadLoop {
  const { traffic, ledger, pacer, maxConnections, endMs, onTurn, onThrown } = options;
  const { ring } = pacer;
  let isWaiting = false;

  function sendDue(): void {
    for (;;) {
      const dueMs = ring.nextDueMs();
      if (dueMs > nowMs()) {
        isWaiting = false;
        // First ask to be woken, then look again: an arrival due in between is seen by one of the two.
        ring.want(true);
        if (dueMs > nowMs()) return;
      }
      const connection = traffic.pool.take(maxConnections);
      if (connection === undefined) {
        isWaiting = true;
        ring.want(false);
        return;
      }
      ring.take();
      traffic.dispatch(connection, dueMs);
      ledger.sentArrival(connection, isWaiting);
    }
  }

  return {
    begin() {
      ring.begin(options.arrivals, options.startMs, endMs);
      pacer.setListener(() => {
        try {
          sendDue();
          onTurn();
        } catch (thrown) {
          onThrown(thrown);
        }
      });
      sendDue();
    },
    freed: sendDue,
    tick: sendDue,
    isOver: (atMs) => atMs >= endMs && isEmpty(ring),
    dropRest(atMs) {
      for (;;) {
        const dueMs = ring.nextDueMs();
        if (!Number.isFinite(dueMs)) return;
        ring.take();
        ledger.dropped(traffic.drawUnsent(), dueMs, atMs);
      }
    },
    end() {
      pacer.setListener(undefined);
      ring.stop();
    },
  };
}

function isEmpty(ring: ArrivalRing): boolean {
  return !Number.isFinite(ring.nextDueMs());
}
