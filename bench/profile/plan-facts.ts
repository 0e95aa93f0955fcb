// Reads a plan of PostgreSQL (JSON of EXPLAIN or auto_explain) into facts: what was read, and where the time went.

/** One step of a plan. Times and rows are of the whole execution, over all loops. */
export interface PlanStep {
  /** As PostgreSQL names it, for example `Seq Scan`. */
  readonly nodeType: string;
  readonly relation: string | undefined;
  readonly index: string | undefined;
  /** Of a write: Insert, Update, Delete, Merge. */
  readonly operation: string | undefined;
  /** Time in the step itself, without those below it. */
  readonly selfUs: number;
  /** Of a scan: rows looked at, those that the filter threw away included; undefined for other steps. */
  readonly rowsRead: number | undefined;
}

export interface PlanFacts {
  /** Steps and tables from the top, so that equal plans have equal texts. */
  readonly shape: string;
  /** False where the plan was only estimated: then times are shares of the estimated cost, and rows are guesses. */
  readonly isMeasured: boolean;
  /** Undefined where the plan was only estimated. */
  readonly executionUs: number | undefined;
  readonly rowsRead: number;
  readonly rowsReturned: number;
  /** Shared buffers hit and read; undefined where the plan was only estimated. */
  readonly buffers: number | undefined;
  /** In the order of the plan; never empty. */
  readonly steps: readonly PlanStep[];
}

/** Several executions of one statement by its costliest plan. */
export interface PlanSummary extends Omit<PlanFacts, 'steps'> {
  /** Executions that the figures are means of; 0 where the plan was only estimated. */
  readonly samples: number;
  /** The step that took most of the time. */
  readonly dominant: PlanStep;
  /** Its share of the statement's time, 0 to 1. */
  readonly dominantRatio: number;
}

type Fields = Readonly<Record<string, unknown>>;

const numberOf = (node: Fields, key: string): number | undefined =>
  typeof node[key] === 'number' ? (node[key] as number) : undefined;
const textOf = (node: Fields, key: string): string | undefined =>
  typeof node[key] === 'string' ? (node[key] as string) : undefined;
const childrenOf = (node: Fields): readonly Fields[] =>
  Array.isArray(node.Plans) ? (node.Plans as readonly Fields[]) : [];

/** Time of a step with those below it, µs; for an estimated plan its cost, which has no unit. */
function totalOf(node: Fields): number {
  const ms = numberOf(node, 'Actual Total Time');
  if (ms !== undefined) return ms * 1000 * (numberOf(node, 'Actual Loops') ?? 1);
  return numberOf(node, 'Total Cost') ?? 0;
}

function readStep(node: Fields): PlanStep {
  const nodeType = textOf(node, 'Node Type') ?? 'unknown';
  const below = childrenOf(node).reduce((sum, child) => sum + totalOf(child), 0);
  return {
    nodeType,
    relation: textOf(node, 'Relation Name') ?? findTable(node, nodeType),
    index: textOf(node, 'Index Name') ?? findBitmapIndex(node, nodeType),
    operation: textOf(node, 'Operation'),
    selfUs: Math.max(0, totalOf(node) - below),
    rowsRead: readsTable(nodeType) ? countRead(node) : undefined,
  };
}

/** The heap part of a bitmap scan reads the rows; its index part gives their places only. */
const readsTable = (nodeType: string): boolean =>
  / Scan$/.test(nodeType) && !/^(Bitmap Index|Subquery|CTE|Result|Values)/.test(nodeType);

function countRead(node: Fields): number {
  const loops = numberOf(node, 'Actual Loops') ?? 1;
  const rows = numberOf(node, 'Actual Rows') ?? numberOf(node, 'Plan Rows') ?? 0;
  const removed =
    (numberOf(node, 'Rows Removed by Filter') ?? 0) +
    (numberOf(node, 'Rows Removed by Index Recheck') ?? 0);
  return (rows + removed) * loops;
}

function findTable(node: Fields, nodeType: string): string | undefined {
  return nodeType === 'Bitmap Index Scan' ? undefined : textOf(node, 'Function Name');
}

function findBitmapIndex(node: Fields, nodeType: string): string | undefined {
  if (nodeType !== 'Bitmap Heap Scan') return undefined;
  return listNodes(node)
    .map((one) => textOf(one, 'Index Name'))
    .find((name) => name !== undefined);
}

function listNodes(node: Fields): readonly Fields[] {
  return [node, ...childrenOf(node).flatMap(listNodes)];
}

function renderShape(node: Fields): string {
  const { nodeType, relation, index } = readStep(node);
  const at = [relation, index].filter((name) => name !== undefined).join(' by ');
  const below = childrenOf(node).map(renderShape).join(', ');
  return `${nodeType}${at === '' ? '' : ` of ${at}`}${below === '' ? '' : ` ← ${below}`}`;
}

/** Undefined where the value is no plan. */
export function parsePlan(value: unknown): PlanFacts | undefined {
  const root = (value as { readonly Plan?: unknown } | null)?.Plan;
  if (typeof root !== 'object' || root === null) return undefined;
  const top = root as Fields;
  const steps = listNodes(top).map(readStep);
  const isMeasured = numberOf(top, 'Actual Total Time') !== undefined;
  const rowsReturned = numberOf(top, 'Actual Rows') ?? numberOf(top, 'Plan Rows') ?? 0;
  const [hit, read] = [numberOf(top, 'Shared Hit Blocks'), numberOf(top, 'Shared Read Blocks')];
  return {
    ...{ shape: renderShape(top), isMeasured, steps, rowsReturned },
    executionUs: isMeasured ? totalOf(top) : undefined,
    rowsRead: steps.reduce((sum, step) => sum + (step.rowsRead ?? 0), 0),
    buffers: isMeasured ? (hit ?? 0) + (read ?? 0) : undefined,
  };
}

/**
 * One summary of several executions of a statement: the plan on which most time was spent, its figures
 * as means a call. Undefined without any plan.
 */
export function summarisePlans(plans: readonly PlanFacts[]): PlanSummary | undefined {
  const byShape = Map.groupBy(plans, ({ shape }) => shape);
  const timeOf = (group: readonly PlanFacts[]) =>
    group.reduce((sum, { executionUs }) => sum + (executionUs ?? 0), 0);
  const [costliest] = [...byShape.values()].toSorted((a, b) => timeOf(b) - timeOf(a));
  const [first] = costliest ?? [];
  if (costliest === undefined || first === undefined) return undefined;
  const mean = (read: (plan: PlanFacts) => number) =>
    costliest.reduce((sum, plan) => sum + read(plan), 0) / costliest.length;
  const steps = first.steps.map((step, place) => ({
    ...step,
    selfUs: mean((plan) => plan.steps[place]?.selfUs ?? 0),
    rowsRead:
      step.rowsRead === undefined ? undefined : mean((plan) => plan.steps[place]?.rowsRead ?? 0),
  }));
  const dominant = steps.reduce((most, step) => (step.selfUs > most.selfUs ? step : most));
  const selfUs = steps.reduce((sum, step) => sum + step.selfUs, 0);
  const { isMeasured } = first;
  return {
    ...{ shape: first.shape, isMeasured, samples: isMeasured ? costliest.length : 0, dominant },
    dominantRatio: selfUs > 0 ? dominant.selfUs / selfUs : 1,
    executionUs: isMeasured ? mean((plan) => plan.executionUs ?? 0) : undefined,
    rowsRead: mean((plan) => plan.rowsRead),
    rowsReturned: mean((plan) => plan.rowsReturned),
    buffers: isMeasured ? mean((plan) => plan.buffers ?? 0) : undefined,
  };
}
