// Loads each variant for a few seconds to see why it is fast or slow; nothing of it is a measurement.
import type { ClosedLoad, DriverSession } from '../drivers/driver.ts';
import {
  type ExplainedUse,
  type Finding,
  mixBufferHits,
  subtractCache,
} from '../profile/finding.ts';
import { parsePlan, summarisePlans } from '../profile/plan-facts.ts';
import {
  type DatabaseInterval,
  parseLoggedPlans,
  subtractStatements,
} from '../profile/statement-use.ts';
import type { StatementProbe } from '../services/postgres-statements.ts';
import { listGeneratorPids, openSession, runOneSlice, type StartedBlock } from './block-session.ts';
import type { GroupMeasure } from './group.ts';
import type { LaunchedVariant } from './launch.ts';
import type { TrialContext } from './trial-context.ts';
import { usualWarmup, warmUp } from './warmup.ts';

export interface ExplainOptions {
  /** Length of the interval of each variant and scenario. */
  readonly loadMs: number;
  /** Statements whose plans are read, most time first. */
  readonly statementCount: number;
  readonly onFinding: (finding: Finding) => void;
}

/** So many plans show what a statement does; more would only fill the log. */
const wantedPlans = 200;

/** Runs as the measure of an extra group, whose records are dropped. */
export function createExplainMeasure(options: ExplainOptions): GroupMeasure {
  return async (context, started) => {
    for (const block of started.group.blocks)
      await explainScenario(context, { ...started, block }, options);
  };
}

/** A context whose databases let plans be sampled, and which keeps no record. */
export function prepareToExplain(context: TrialContext): TrialContext {
  const { postgres } = context;
  if (postgres === undefined) return { ...context, append: () => {} };
  return {
    ...context,
    append: () => {},
    postgres: {
      ...postgres,
      cloneDatabase: async (template, name) => {
        const url = await postgres.cloneDatabase(template, name);
        await postgres.statements.prepareSampling(name);
        return url;
      },
    },
  };
}

async function explainScenario(
  context: TrialContext,
  run: StartedBlock,
  options: ExplainOptions,
): Promise<void> {
  const session = await openSession(context, run);
  run.meter.watchGenerator(listGeneratorPids(session));
  try {
    await warmUp(context, run, session, { load: usualWarmup });
    for (const launched of run.launched) {
      const finding = await explainVariant(context, run, session, launched, options);
      options.onFinding(finding);
      context.listen({ kind: 'note', text: describeProgress(run, launched, finding) });
    }
  } finally {
    run.meter.watchGenerator([]);
    await session.close();
  }
}

function describeProgress(
  { block }: StartedBlock,
  { variant }: LaunchedVariant,
  { succeeded, loadMs, database }: Finding,
): string {
  const statements = database === undefined ? '' : `, ${database.calls} statements`;
  return `${block.scenario}, ${variant.label}: ${succeeded} answers in ${loadMs / 1000} s${statements}`;
}

async function explainVariant(
  context: TrialContext,
  run: StartedBlock,
  session: DriverSession,
  launched: LaunchedVariant,
  { loadMs, statementCount }: ExplainOptions,
): Promise<Finding> {
  const { variant, service, database } = launched;
  const load = (durationMs: number) =>
    runOneSlice(context, run, session, {
      ...{ variantId: variant.id, load: chooseLoad(context, run), durationMs },
      ...{ dropFirstMs: 0, recorded: false },
    });
  const probe = context.postgres?.statements;
  const readStatements = async () =>
    probe === undefined || database === undefined ? undefined : probe.read(database);
  const before = await readStatements();
  const statsBefore = await service.readStats();
  const { windowCounts } = await load(loadMs);
  const stats = await service.readStats();
  const after = await readStatements();
  const interval = before && after && subtractStatements(before, after);
  const statements =
    probe !== undefined && database !== undefined && interval !== undefined
      ? await explainStatements(probe, database, interval, statementCount, async () => {
          await load(Math.min(loadMs, longestSamplingMs));
        })
      : undefined;
  return {
    ...{ scenario: run.block.scenario, variantId: variant.id, loadMs },
    succeeded: windowCounts.succeeded,
    database: interval &&
      statements && {
        ...{ calls: interval.calls, totalUs: interval.totalUs, statements },
        bufferHitRatio: mixBufferHits(interval.statements),
      },
    cacheHitRatio: subtractCache(statsBefore, stats),
    ...{ runtime: stats?.runtime, poolWaitP99Us: stats?.poolWaitP99Us },
  };
}

/** Plans are sampled in an interval of their own, for sampling slows the statements that it looks at. */
const longestSamplingMs = 3_000;

function chooseLoad({ experiment }: TrialContext, { block }: StartedBlock): ClosedLoad {
  const planned = experiment.loads.find(({ id }) => id === block.loadId)?.load;
  return planned?.kind === 'closed' ? planned : usualWarmup;
}

async function explainStatements(
  probe: StatementProbe,
  database: string,
  { calls, statements }: DatabaseInterval,
  statementCount: number,
  load: () => Promise<void>,
): Promise<readonly ExplainedUse[]> {
  const top = statements.slice(0, statementCount);
  // Each statement should be met some twenty times, also one that is a tenth of the calls.
  const sampleRatio = Math.min(1, wantedPlans / Math.max(1, calls));
  const logged = parseLoggedPlans(await probe.samplePlans(sampleRatio, load));
  const explained: ExplainedUse[] = [];
  for (const use of top) {
    const own = logged.filter(({ queryId }) => queryId === use.queryId).map(({ plan }) => plan);
    const estimate = async () => parsePlan(await probe.estimatePlan(database, use.text));
    const plans = own.length > 0 ? own : [await estimate()].filter((plan) => plan !== undefined);
    explained.push({ ...use, plan: summarisePlans(plans) });
  }
  return explained;
}
