// When a run ends early: at a look where everything is decided, or before a group that the time no longer holds.
import { listExclusions } from '../../reports/document/exclusion.ts';
import type { Cell, ResultDocument } from '../../reports/document/result.ts';
import { computePlannedEpoch, type Plan } from '../plan/plan.ts';
import type { StoppingRule } from '../trial/stopping.ts';

/** What has to be decided for a run to end. */
export type StopGoal = 'comparisons' | 'gates';

export interface StoppingOptions {
  /** Undefined: nothing is asked, and only the budget ends the run. */
  readonly goal: StopGoal | undefined;
  /** What the run has come to so far; read at looks alone, where there is a goal. */
  readonly readDocument: () => ResultDocument;
  /** Most time from `startedMs` on; undefined: no limit but the planned groups. */
  readonly budgetMs: number | undefined;
  /** Monotonic, when the run began. */
  readonly startedMs: number;
  readonly readMonotonicMs: () => number;
}

/** A group may take this much longer than the one before. */
const groupTimeAllowance = 1.1;

/**
 * Looks happen only at the numbers of groups that were planned (or after every group, where groups are
 * appended at will): a look more would be one that the level does not account for. A run that is not valid
 * so far goes on, since more groups may make it so.
 */
export function createStoppingRule(plan: Plan, options: StoppingOptions): StoppingRule {
  const { looks } = plan;
  return ({ validGroups, lastGroupMs, nextGroup }) => {
    const isLook = looks?.kind === 'anytime' || looks?.groups.includes(validGroups) === true;
    const { goal } = options;
    if (isLook && goal !== undefined && isDecided(options.readDocument(), goal)) {
      return 'all-decided';
    }
    if (computePlannedEpoch(plan, nextGroup) !== computePlannedEpoch(plan, nextGroup - 1))
      return 'epoch';
    if (options.budgetMs === undefined) return undefined;
    const spentMs = options.readMonotonicMs() - options.startedMs;
    return spentMs + lastGroupMs * groupTimeAllowance > options.budgetMs ? 'budget' : undefined;
  };
}

/** True where no question of that kind is open, and there was one. */
export function isDecided(document: ResultDocument, goal: StopGoal): boolean {
  if (document.validity.status !== 'valid') return false;
  if (goal === 'gates') {
    return document.gates.length > 0 && document.gates.every(isGateDecided);
  }
  const verdicts = document.scenarios.flatMap(({ cells }) =>
    cells.filter((cell) => !isWrong(cell)).map(({ verdict }) => verdict),
  );
  const open = verdicts.filter((verdict) => verdict === 'inconclusive' || verdict === 'not-judged');
  return open.length === 0 && verdicts.some((verdict) => verdict !== 'baseline');
}

/** More groups exercise nothing that these did not. */
function isGateDecided({ status, outcome }: ResultDocument['gates'][number]): boolean {
  return status !== 'inconclusive' || outcome === 'not-exercised';
}

/** More groups don't make wrong answers or data right; they may bring what was not measured. */
function isWrong(cell: Cell): boolean {
  const exclusions = listExclusions(cell);
  return ['WRONG_BODIES', 'BROKEN_INVARIANTS', 'FAILURES'].some((code) =>
    exclusions.some((exclusion) => exclusion === code),
  );
}
