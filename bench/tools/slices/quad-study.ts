// Measures on this machine how the error of a comparison hangs on the length of its slices, at equal load time.
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import type { RandomGenerator } from 'pure-rand/types/RandomGenerator';
import type { DriverSession, Load } from '../../drivers/driver.ts';
import type { PlannedVariant } from '../../plan/plan.ts';
import { shuffle } from '../../plan/random.ts';
import { createCpuLedger } from '../../probes/cpu.ts';
import { readProcessTree } from '../../probes/processes.ts';
import { mean, sampleSd } from '../../stats/descriptive.ts';
import { openGenerator } from '../../trial/block-session.ts';
import { type LaunchedVariant, launchVariant, toDriverTarget } from '../../trial/launch.ts';
import { ensureScenarioData } from '../../trial/scenario-data.ts';
import { prepareTemplates } from '../../trial/templates.ts';
import type { TrialContext } from '../../trial/trial-context.ts';

interface SliceStudyOptions {
  /** Slice lengths to compare, ms. */
  readonly lengthsMs: readonly number[];
  /** Load of each length, both twins together, ms. */
  readonly loadMs: number;
  readonly load: Load;
  readonly warmupMs: number;
  /** Order of the lengths and of the twins. */
  readonly generator: RandomGenerator;
}

/** One quad of slices (ABBA or BAAB) of one length: log of twin B over twin A, which truly is 0. */
interface QuadReading {
  readonly sliceMs: number;
  /** Undefined where a slice had no success. */
  readonly logThroughputRatio: number | undefined;
  readonly logCpuRatio: number | undefined;
}

/** At most this much of a slice is dropped at its start, and never more than a fifth. */
const mostDroppedMs = 20;

/**
 * Starts the same variant twice and loads the twins in quads of every length, lengths in random order
 * among each other, so that the machine's moods fall on all lengths alike.
 * @throws LoadstoneError as launching and drivers do
 */
export async function runSliceStudy(
  context: TrialContext,
  options: SliceStudyOptions,
  onQuad: (done: number, planned: number) => void,
): Promise<readonly QuadReading[]> {
  const [first] = context.plan.variants;
  if (first === undefined) throw new Error('the plan has no variant');
  const templates = await prepareTemplates(context, new Map());
  const twins: LaunchedVariant[] = [];
  try {
    for (const variant of context.plan.variants)
      twins.push(await launchVariant(context, variant, 0, templates));
    const session = await openTwinSession(context, twins);
    try {
      return await runQuads(context, options, session, twins, onQuad);
    } finally {
      await session.close();
    }
  } finally {
    await Promise.allSettled(twins.map((twin) => twin.stop()));
  }
}

/** The baseline under two names, for a plan of twins. */
export function buildTwins(baseline: PlannedVariant): readonly PlannedVariant[] {
  return ['a', 'b'].map((id, index) => ({
    ...baseline,
    ...{ id, label: `${baseline.label} (${id})`, isBaseline: index === 0 },
  }));
}

async function openTwinSession(
  context: TrialContext,
  twins: readonly LaunchedVariant[],
): Promise<DriverSession> {
  const [scenario] = context.experiment.scenarios;
  if (scenario === undefined) throw new Error('the experiment has no scenario');
  const { value: data } = await ensureScenarioData(context, twins);
  const targets = twins.map(toDriverTarget);
  return openGenerator(context, {
    targets,
    scenario: scenario.name,
    seed: context.plan.seed,
    data,
  });
}

async function runQuads(
  context: TrialContext,
  options: SliceStudyOptions,
  session: DriverSession,
  twins: readonly LaunchedVariant[],
  onQuad: (done: number, planned: number) => void,
): Promise<readonly QuadReading[]> {
  const { load, warmupMs, generator } = options;
  for (const { variant } of twins) {
    const order = { variantId: variant.id, load, durationMs: warmupMs, dropFirstMs: 0 };
    await session.runSlice({ ...order, recorded: false });
  }
  const lengths = shuffle(
    options.lengthsMs.flatMap((ms) => Array<number>(quadsOf(options.loadMs, ms)).fill(ms)),
    generator,
  );
  const pids = new Map(
    twins.map(({ variant, service }) => [
      variant.id,
      service.pid === undefined ? [] : readProcessTree(service.pid),
    ]),
  );
  const ledger = createCpuLedger();
  const readings: QuadReading[] = [];
  for (const [index, sliceMs] of lengths.entries()) {
    context.signal.throwIfAborted();
    const isMirrored = uniformInt(generator, 0, 1) === 1;
    const order = isMirrored ? ['b', 'a', 'a', 'b'] : ['a', 'b', 'b', 'a'];
    const logs: Record<string, { throughput: number; cpu: number }> = {
      a: { throughput: 0, cpu: 0 },
      b: { throughput: 0, cpu: 0 },
    };
    for (const variantId of order) {
      const before = ledger.read(variantId, pids.get(variantId) ?? [])?.cpuNs;
      const outcome = await session.runSlice({
        ...{ variantId, load, durationMs: sliceMs, recorded: false },
        dropFirstMs: Math.min(mostDroppedMs, sliceMs / 5),
      });
      const after = ledger.read(variantId, pids.get(variantId) ?? [])?.cpuNs;
      const sum = logs[variantId];
      if (sum === undefined) throw new Error(`${variantId} is no twin`);
      sum.throughput += Math.log(outcome.windowCounts.succeeded / outcome.windowUs) / 2;
      const cpuNs = after === undefined || before === undefined ? Number.NaN : after - before;
      sum.cpu += Math.log(cpuNs / outcome.sliceCounts.succeeded) / 2;
    }
    const difference = (key: 'throughput' | 'cpu') =>
      keepFinite((logs.b?.[key] ?? Number.NaN) - (logs.a?.[key] ?? Number.NaN));
    readings.push({
      sliceMs,
      logThroughputRatio: difference('throughput'),
      logCpuRatio: difference('cpu'),
    });
    onQuad(index + 1, lengths.length);
  }
  return readings;
}

/** Quads of four slices that fill the load time, at least two: one alone has no spread. */
export function quadsOf(loadMs: number, sliceMs: number): number {
  return Math.max(2, Math.round(loadMs / (4 * sliceMs)));
}

function keepFinite(value: number): number | undefined {
  return Number.isFinite(value) ? value : undefined;
}

export interface SliceLengthRow {
  readonly sliceMs: number;
  /** Quads with both figures. */
  readonly quads: number;
  /** Of a single quad, in log units; near 0.01 for 1 %. */
  readonly quadSdThroughput: number;
  readonly standardErrorThroughput: number;
  readonly standardErrorCpu: number;
  /** Mean log ratios: the twins truly are the same, so this is launch effect and error. */
  readonly meanThroughput: number;
  readonly meanCpu: number;
}

/** One row a length, shortest first; a length with fewer than two whole quads is left out. */
export function summariseQuads(quads: readonly QuadReading[]): readonly SliceLengthRow[] {
  const lengths = [...new Set(quads.map(({ sliceMs }) => sliceMs))].toSorted((a, b) => a - b);
  return lengths.flatMap((sliceMs) => {
    const whole = quads.flatMap((quad) =>
      quad.sliceMs === sliceMs &&
      quad.logThroughputRatio !== undefined &&
      quad.logCpuRatio !== undefined
        ? [{ throughput: quad.logThroughputRatio, cpu: quad.logCpuRatio }]
        : [],
    );
    if (whole.length < 2) return [];
    const throughput = whole.map((quad) => quad.throughput);
    const cpu = whole.map((quad) => quad.cpu);
    const [quadSdThroughput = 0, quadSdCpu = 0] = [sampleSd(throughput), sampleSd(cpu)];
    const [meanThroughput = 0, meanCpu = 0] = [mean(throughput), mean(cpu)];
    const root = Math.sqrt(whole.length);
    return [
      {
        ...{ sliceMs, quads: whole.length, quadSdThroughput, meanThroughput, meanCpu },
        standardErrorThroughput: quadSdThroughput / root,
        standardErrorCpu: quadSdCpu / root,
      },
    ];
  });
}
