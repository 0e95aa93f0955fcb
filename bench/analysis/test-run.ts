// Synthetic, seeded records of a whole run for the tests of the analysis.

import { uniformFloat64 } from 'pure-rand/distribution/uniformFloat64';
import { quoteText, writeMessage } from '../../reports/document/messages/message.ts';
import { buildHistogram, encodeHistogram, recordLatency } from '../measurement/histogram.ts';
import type { RunRecord, SliceRecord, TrialRecord } from '../measurement/records.ts';
import type { Plan, PlannedBlock } from '../plan/plan.ts';
import { buildGenerator } from '../plan/random.ts';
import type { Experiment } from '../spec/experiment.ts';
import { normalQuantile } from '../stats/normal-distribution.ts';

/** How a variant behaves; what is left out is as in a healthy baseline. */
interface TestBehaviour {
  /** Throughput as a multiple of 1,000 requests a second. */
  readonly speed?: number;
  readonly failureRatio?: number;
  readonly wrongBodies?: number;
  readonly configHash?: string;
  readonly config?: Readonly<Record<string, unknown>>;
  readonly notRunReason?: string;
}

export interface TestRunOptions {
  readonly seed?: number;
  /** sd of the logarithm of the throughput of a slice and of a launch. */
  readonly sliceSd?: number;
  readonly launchSd?: number;
  readonly behaviours?: Readonly<Record<string, TestBehaviour>>;
  readonly voidGroups?: readonly number[];
  /** Applied to each trial last. */
  readonly change?: (trial: TrialRecord) => TrialRecord;
}

const foreignCpu = {
  ...writeMessage('void-foreign-cpu', { share: '40%', limit: '20%' }),
  text: 'Foreign CPU 0.4, limit 0.2.',
};

/** The same options give the same records. */
export function buildTestRecords(
  experiment: Experiment,
  plan: Plan,
  options: TestRunOptions = {},
): readonly RunRecord[] {
  const { behaviours = {}, voidGroups = [], launchSd = 0.02 } = options;
  // From the bare seed the first draw is close to 0, which would make the first launch four sd slow.
  const rng = buildGenerator(options.seed ?? 1, 'test-run');
  const normal = (): number => normalQuantile(uniformFloat64(rng) || 0.5);
  const isRun = (id: string): boolean => behaviours[id]?.notRunReason === undefined;
  const records: RunRecord[] = plan.variants
    .filter(({ id }) => !isRun(id))
    .map(({ id }) => ({
      kind: 'not-run',
      variantId: id,
      reason: quoteText(behaviours[id]?.notRunReason ?? ''),
    }));
  for (const { index: group, launchOrder, blocks } of plan.groups) {
    const launched = launchOrder.filter(isRun);
    const at = `2026-01-01T00:${String(group % 60).padStart(2, '0')}:00.000Z`;
    records.push({ kind: 'group-started', group, at, launchOrder: launched });
    for (const variantId of launched) {
      const { configHash = `hash of ${variantId}`, config } = behaviours[variantId] ?? {};
      records.push({ kind: 'configuration', group, variantId, configHash, config });
    }
    const launchSpeed = new Map(launched.map((id) => [id, Math.exp(launchSd * normal())]));
    // What the machine does to everybody in this group, which pairing must take out.
    const weather = Math.exp(0.3 * normal());
    for (const block of blocks) {
      for (const variantId of launched) {
        const behaviour = behaviours[variantId] ?? {};
        const speed = (behaviour.speed ?? 1) * weather * (launchSpeed.get(variantId) ?? 1);
        const slices = buildSlices(experiment, block, variantId, speed, () =>
          Math.exp((options.sliceSd ?? 0.05) * normal()),
        );
        const trial = buildTrial(block, group, variantId, slices, behaviour, normal);
        records.push(options.change?.(trial) ?? trial);
      }
    }
    const isVoid = voidGroups.includes(group);
    records.push({
      kind: 'group-ended',
      group,
      at,
      elapsedMs: 30_000,
      status: isVoid ? 'void' : 'valid',
      voidReason: isVoid ? foreignCpu : undefined,
      foreignCpuRatio: isVoid ? 0.4 : 0.01,
      stealRatio: 0,
      cpuPressureRatio: 0.2,
      generatorWaitRatio: 0.05,
      clockJumpMs: 1,
    });
  }
  return records;
}

function buildSlices(
  { slices }: Experiment,
  { sliceOrder }: PlannedBlock,
  variantId: string,
  speed: number,
  noise: () => number,
): readonly SliceRecord[] {
  if (slices.sliceMs === 'auto') throw new RangeError('The test run has slices of a given length.');
  const windowUs = (slices.sliceMs - slices.dropFirstMs) * 1_000;
  return sliceOrder.flatMap((id, position) => {
    if (id !== variantId) return [];
    const rps = 1_000 * speed * noise();
    return {
      position,
      windowUs,
      succeeded: Math.round((rps * windowUs) / 1e6),
      failed: 0,
      timedOut: 0,
      latencyP50Us: 16e6 / rps,
      serviceCpuNs: windowUs * 900,
      foreignCpuRatio: 0.01,
      stealRatio: 0,
      generatorCpuRatio: 0.4,
      generatorEventLoopDelayP99Us: 800,
      drainMs: 2,
    };
  });
}

function buildTrial(
  { scenario, loadId }: PlannedBlock,
  group: number,
  variantId: string,
  slices: readonly SliceRecord[],
  { failureRatio = 0, wrongBodies = 0 }: TestBehaviour,
  normal: () => number,
): TrialRecord {
  const requests = slices.reduce((sum, slice) => sum + slice.succeeded, 0);
  const failed = Math.round(requests * failureRatio);
  const succeeded = requests - failed;
  const latency = buildHistogram();
  for (const slice of slices) {
    const count = Math.round(slice.succeeded * (1 - failureRatio));
    for (let each = 0; each < count; each += 1) {
      recordLatency(latency, (slice.latencyP50Us ?? 1) * Math.exp(0.4 * normal()));
    }
  }
  const empty = encodeHistogram(buildHistogram());
  const successLatency = encodeHistogram(latency);
  const counts = { scheduled: requests, succeeded, failed, timedOut: 0, inFlightAtEnd: 0 };
  return {
    kind: 'trial',
    group,
    scenario,
    loadId,
    variantId,
    slices: slices.map((slice) => ({
      ...slice,
      succeeded: Math.round(slice.succeeded * (1 - failureRatio)),
      latencyP50Us: failureRatio === 1 ? undefined : slice.latencyP50Us,
    })),
    counts: { ...counts, dropped: 0 },
    failureReasons: failed > 0 ? { 'status 500': failed } : {},
    checkedBodies: Math.round(requests / 20),
    wrongBodies,
    connectionsOpened: 16 * slices.length,
    measurement: {
      variantId,
      routes: [
        {
          route: 'order_list',
          succeeded,
          failed,
          timedOut: 0,
          statusCounts: { 200: succeeded, ...(failed > 0 && { 500: failed }) },
          successLatency,
          failureLatency: empty,
          serviceTime: successLatency,
        },
      ],
      sendLateness: undefined,
    },
    resources: {
      serviceCpuNs: slices.reduce((sum, slice) => sum + (slice.serviceCpuNs ?? 0), 0),
      serviceRunQueueNs: undefined,
      databaseCpuNs: undefined,
      cacheCpuNs: undefined,
      serviceRssBytes: 80_000_000,
      databaseCalls: requests * 2,
      databaseBuffers: requests * 10,
      walBytes: 0,
      cacheHits: undefined,
      cacheMisses: undefined,
    },
    resourceRequests: requests,
    serviceCountedRequests: requests,
    caveats: [],
  };
}
