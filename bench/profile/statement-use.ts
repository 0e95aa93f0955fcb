// What PostgreSQL told of the statements of an interval of load: how much each cost, and the plans in its log.
import type { StatementReading } from '../services/postgres-statements.ts';
import { type PlanFacts, parsePlan } from './plan-facts.ts';

/** One statement over an interval. */
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

export interface DatabaseInterval {
  readonly calls: number;
  readonly totalUs: number;
  /** Most time first. */
  readonly statements: readonly StatementUse[];
}

/** Subtracts by statement; what was not called meanwhile is left out. */
export function subtractStatements(
  before: readonly StatementReading[],
  after: readonly StatementReading[],
): DatabaseInterval {
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

interface LoggedPlan {
  readonly queryId: string;
  readonly plan: PlanFacts;
}

const opening = /LOG: {2}duration: [\d.]+ ms {2}plan:$/;

/** Entries that are cut off, torn by another process, or of no known statement are left out. */
export function parseLoggedPlans(log: string): readonly LoggedPlan[] {
  const plans: LoggedPlan[] = [];
  let body: string[] | undefined;
  const finish = () => {
    const found = body === undefined ? undefined : parseEntry(body.join('\n'));
    if (found !== undefined) plans.push(found);
    body = undefined;
  };
  for (const line of log.split('\n')) {
    // Every line of an entry but its first begins with a tab.
    if (line.startsWith('\t')) body?.push(line.slice(1));
    else {
      finish();
      if (opening.test(line)) body = [];
    }
  }
  finish();
  return plans;
}

function parseEntry(json: string): LoggedPlan | undefined {
  // Identifiers have 64 bits, more than a number of JavaScript holds, and must match to the last digit.
  const queryId = /^ {2}"Query Identifier": (-?\d+)/m.exec(json)?.[1];
  if (queryId === undefined) return undefined;
  try {
    const plan = parsePlan(JSON.parse(json));
    return plan === undefined ? undefined : { queryId, plan };
  } catch {
    return undefined;
  }
}
