// What statements cost over a stretch of load: two readings of pg_stat_statements, subtracted and ranked.
import type { StatementReading } from '../services/postgres-statements.ts';

/** One statement over a stretch. */
export interface StatementUse {
  readonly queryId: string;
  readonly text: string;
  readonly calls: number;
  readonly totalUs: number;
  /** Share of the time of all statements in the database, 0 to 1. */
  readonly timeRatio: number;
  readonly rows: number;
  /** Shared buffers hit or read. */
  readonly buffers: number;
  /** Share of the buffers that were found in memory; undefined where it touched none. */
  readonly bufferHitRatio: number | undefined;
}

export interface DatabaseStretch {
  readonly calls: number;
  readonly totalUs: number;
  /** Most time first. */
  readonly statements: readonly StatementUse[];
}

/** Subtracts by statement; what was not called meanwhile is left out. */
export function subtractStatements(
  before: readonly StatementReading[],
  after: readonly StatementReading[],
): DatabaseStretch {
  const earlier = new Map(before.map((reading) => [reading.queryId, reading]));
  const used = after
    .map((reading) => ({ reading, old: earlier.get(reading.queryId) }))
    .map(({ reading, old }) => {
      const hit = reading.buffersHit - (old?.buffersHit ?? 0);
      const buffers = hit + reading.buffersRead - (old?.buffersRead ?? 0);
      return {
        ...{ queryId: reading.queryId, text: reading.text, buffers },
        calls: reading.calls - (old?.calls ?? 0),
        totalUs: (reading.totalMs - (old?.totalMs ?? 0)) * 1000,
        rows: reading.rows - (old?.rows ?? 0),
        bufferHitRatio: buffers > 0 ? hit / buffers : undefined,
      };
    })
    .filter(({ calls }) => calls > 0);
  const totalUs = used.reduce((sum, one) => sum + one.totalUs, 0);
  return {
    calls: used.reduce((sum, one) => sum + one.calls, 0),
    totalUs,
    statements: used
      .map((one) => ({ ...one, timeRatio: totalUs > 0 ? one.totalUs / totalUs : 0 }))
      .toSorted((a, b) => b.totalUs - a.totalUs),
  };
}
