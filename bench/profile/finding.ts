// What one variant showed under one scenario while it was explained.
import type { ServiceStats } from '../target/service-stats.ts';
import type { PlanSummary } from './plan-facts.ts';
import type { DatabaseInterval, StatementUse } from './statement-use.ts';

export interface ExplainedUse extends StatementUse {
  /** Undefined where the statement was neither sampled nor could be estimated. */
  readonly plan: PlanSummary | undefined;
}

export interface Finding {
  readonly scenario: string;
  readonly variantId: string;
  readonly loadMs: number;
  /** Right answers within the interval. */
  readonly succeeded: number;
  /** Undefined where there is no database. */
  readonly database:
    | (Omit<DatabaseInterval, 'statements'> & {
        /** The first few by time. */
        readonly statements: readonly ExplainedUse[];
        /** Share of shared buffers that were found in memory; undefined where none was touched. */
        readonly bufferHitRatio: number | undefined;
      })
    | undefined;
  /** Reads that the service's own cache answered, 0 to 1; undefined where it has none or was not asked. */
  readonly cacheHitRatio: number | undefined;
  /** As the service tells it; undefined where it does not. */
  readonly runtime: ServiceStats['runtime'];
  readonly poolWaitP99Us: number | undefined;
}

/** Hits of all buffers that the statements touched. */
export function mixBufferHits(statements: readonly StatementUse[]): number | undefined {
  const touched = statements.reduce((sum, { buffers }) => sum + buffers, 0);
  const hits = statements.reduce(
    (sum, { buffers, bufferHitRatio }) => sum + buffers * (bufferHitRatio ?? 0),
    0,
  );
  return touched > 0 ? hits / touched : undefined;
}

/** Hits of the service's cache between two accounts of it; undefined where it was not read. */
export function subtractCache(
  before: ServiceStats | undefined,
  after: ServiceStats | undefined,
): number | undefined {
  const hits = (after?.cache?.hits ?? 0) - (before?.cache?.hits ?? 0);
  const reads = hits + (after?.cache?.misses ?? 0) - (before?.cache?.misses ?? 0);
  return reads > 0 ? hits / reads : undefined;
}
