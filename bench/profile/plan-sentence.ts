// What a plan means, as one sentence: where the database time goes, and what another variant reads instead.
import type { Message } from '../../reports/document/message.ts';
import { writeMessage } from '../../reports/document/messages/message.ts';
import type { PlanStep, PlanSummary } from './plan-facts.ts';

export interface ExplainedStatement {
  /** Share of the variant's database time, 0 to 1. */
  readonly timeRatio: number;
  readonly plan: PlanSummary;
}

/** The same statement in the variant that is compared with. */
export interface OtherStatement {
  /** Subject of the sentence about it, for example `with index = composite it`. */
  readonly label: Message;
  readonly plan: PlanSummary;
}

/** For example: `98% of the database time is a sequential scan of orders; the statement reads 100,000 rows for each call …`. */
export function describeStatement(
  { timeRatio, plan }: ExplainedStatement,
  compared?: OtherStatement,
): Message {
  const facts = {
    step: describeStep(plan.dominant),
    read: countRows(plan.rowsRead),
    other: compared === undefined ? '' : describeOther(plan, compared),
  };
  if (!plan.isMeasured)
    return writeMessage('plan-estimated', { ...facts, share: formatPercent(timeRatio) });
  return writeMessage('plan-measured', {
    ...{ ...facts, returned: formatRows(plan.rowsReturned) },
    share: formatPercent(timeRatio * plan.dominantRatio),
  });
}

/** Rows that differ by less than this factor are told as the same. */
const sameFactor = 1.25;

function describeOther(plan: PlanSummary, { label, plan: theirs }: OtherStatement): Message {
  const isEqual = isAlike(plan.rowsRead, theirs.rowsRead);
  if (theirs.shape === plan.shape && isEqual) return writeMessage('plan-other-same', { label });
  const instead = isEqual
    ? writeMessage('plan-as-many')
    : writeMessage('plan-instead', {
        read: countRows(theirs.rowsRead),
        rows: formatRows(plan.rowsRead),
      });
  const code = theirs.isMeasured ? 'plan-other' : 'plan-other-estimated';
  return writeMessage(code, { label, instead, step: describeStep(theirs.dominant) });
}

function isAlike(a: number, b: number): boolean {
  return Math.max(a, b) <= Math.max(1, Math.min(a, b)) * sameFactor;
}

const steps: ReadonlyMap<string, Message> = new Map([
  ['Seq Scan', writeMessage('step-seq-scan')],
  ['Index Scan', writeMessage('step-index-scan')],
  ['Index Only Scan', writeMessage('step-index-only-scan')],
  ['Bitmap Heap Scan', writeMessage('step-bitmap-heap-scan')],
  ['Bitmap Index Scan', writeMessage('step-bitmap-index-scan')],
  ['Sort', writeMessage('step-sort')],
  ['Incremental Sort', writeMessage('step-incremental-sort')],
  ['Aggregate', writeMessage('step-aggregate')],
  ['Hash Join', writeMessage('step-hash-join')],
  ['Nested Loop', writeMessage('step-nested-loop')],
  ['Merge Join', writeMessage('step-merge-join')],
  ['LockRows', writeMessage('step-lock-rows')],
]);

/** A step of a plan, with its table and index. */
export function describeStep({ nodeType, relation, index, operation }: PlanStep): Message {
  if (nodeType === 'ModifyTable') {
    const write = (operation ?? 'write').toLowerCase();
    return relation === undefined
      ? writeMessage('step-modify', { operation: write })
      : writeMessage('step-modify-of', { operation: write, relation });
  }
  const step = steps.get(nodeType) ?? writeMessage('step-other', { type: nodeType });
  if (relation === undefined)
    return index === undefined ? step : writeMessage('step-by', { step, index });
  return index === undefined
    ? writeMessage('step-of', { step, relation })
    : writeMessage('step-of-by', { step, relation, index });
}

function formatPercent(ratio: number): string {
  return `${Math.round(ratio * 100)}%`;
}

/** Whole rows with separators; below ten one decimal, since a mean of 0.4 rows is not 0. */
function formatRows(rows: number): string {
  const digits = rows < 10 && !Number.isInteger(rows) ? 1 : 0;
  return new Intl.NumberFormat('en', { maximumFractionDigits: digits }).format(rows);
}

function countRows(rows: number): Message {
  const text = formatRows(rows);
  return text === '1' ? writeMessage('plan-one-row') : writeMessage('plan-rows', { rows: text });
}
