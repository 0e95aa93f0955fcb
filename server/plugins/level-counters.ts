// Counts what a level does that no other counter tells, so that a run can see whether it acts.

const levelCounterNames = [
  /** Orders of POST /orders/process, by the level of CRM_WORKFLOW that wrote them. */
  ...(['rowByRow', 'oneTransaction', 'pipelined', 'setBased', 'queued'] as const),
  /** Jobs that a worker took from the queue; those whose order was there already; those given up. */
  ...(['queueDeliveries', 'queueRepeats', 'queueFailures'] as const),
  /** Statements for the items of one order each, and for those of all orders of a list. */
  ...(['singleItemReads', 'batchedItemReads'] as const),
  /** Statements that could have had a name and had none. */
  'unnamedStatements',
  /** Connections given out while somebody else waited for one, and while more than ten were in use. */
  ...(['crowdedCheckouts', 'checkoutsBeyondTen'] as const),
  /** Bodies written by JSON.stringify instead of by their schema. */
  'stringified',
  /** Pages of customers that were counted off from the first row. */
  'offsetPages',
  /** Pages and stylesheets sent compressed, told to be unchanged (304), sent as a cache held them. */
  ...(['compressedPages', 'unchangedPages', 'keptPages'] as const),
  /** Logins; what requests were recognised by: sessions looked up, tokens whose signature was computed. */
  ...(['logins', 'sessionReadsPostgres', 'sessionReadsRedis', 'tokensVerified'] as const),
  /** Dashboards read from sums that are kept or refreshed. */
  'summaryReads',
  /** Rows written that constraints and triggers act on: orders with their items; customers, new and changed. */
  ...(['orderRowsWritten', 'customerRowsWritten'] as const),
  /** Lines of imports that were cleaned, those that were stored as typed in, and stored rows that were cleaned. */
  ...(['cleanedLines', 'uncleanedLines', 'cleanedRows'] as const),
] as const;

export type LevelCounter = (typeof levelCounterNames)[number];

export type LevelCounts = Readonly<Record<LevelCounter, number>>;

export interface LevelCounters {
  /** @param by 1 where left out */
  add(name: LevelCounter, by?: number): void;
  read(): LevelCounts;
}

function sumUp(countOf: (name: LevelCounter) => number): LevelCounts {
  return Object.fromEntries(levelCounterNames.map((name) => [name, countOf(name)])) as LevelCounts;
}

export const noLevelCounts: LevelCounts = sumUp(() => 0);

/** The sums of two processes. */
export function addLevelCounts(left: LevelCounts, right: LevelCounts): LevelCounts {
  return sumUp((name) => left[name] + right[name]);
}

/** Counters that start at nothing. */
export function createLevelCounters(): LevelCounters {
  const counts: Record<LevelCounter, number> = { ...noLevelCounts };
  return {
    add: (name, by = 1) => {
      counts[name] += by;
    },
    read: () => ({ ...counts }),
  };
}
