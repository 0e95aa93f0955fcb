// The autocannon generator inside its process: variants with their sources, slices, records.

import type { RequestSource, Scenario } from '../../../scenarios/model.ts';
import { createRandom } from '../../../scenarios/random.ts';
import { LoadstoneError } from '../../errors.ts';
import { createHealthWatch } from '../child/generator-health.ts';
import type { Generator } from '../child/protocol.ts';
import type { SessionOptions, SliceOrder, SliceOutcome } from '../driver.ts';
import { assertPlainSession } from '../plain-session.ts';
import { createSliceRecorder, findConservationDoubt } from '../recording/slice-recorder.ts';
import { createTrialRecorder, type TrialRecorder } from '../recording/trial-recorder.ts';
import { createRequestSource, loadScenario } from '../scenario-loader.ts';
import { findSharedClockOffsetMs } from '../shared-clock.ts';
import { createRequestEvents } from './request-events.ts';
import { runAutocannonSlice, type SliceRunOutcome } from './slice-run.ts';

interface Variant {
  readonly variantId: string;
  readonly baseUrl: string;
  readonly hostHeader?: string;
  readonly source: RequestSource;
  /** Draws whether the next answer's body is read; the same for every variant. */
  readonly readsNextBody: () => boolean;
  readonly trial: TrialRecorder;
}

/** @throws LoadstoneError SCENARIO_INVALID */
export async function openAutocannonGenerator(options: SessionOptions): Promise<Generator> {
  assertPlainSession('autocannon', options);
  const scenario = await loadScenario(options.scenario);
  const variants = options.targets.map((target): Variant => {
    // A stream of its own, so that the share of checked bodies never changes what is requested.
    const random = createRandom(options.seed + 1);
    return {
      ...target,
      source: createRequestSource(scenario, options.seed, options.data),
      readsNextBody: () => random.next() < options.bodyCheckRatio,
      trial: createTrialRecorder({ variantId: target.variantId, load: 'closed' }),
    };
  });
  const health = createHealthWatch();
  return {
    async runSlice(order) {
      const variant = variants.find(({ variantId }) => variantId === order.variantId);
      if (variant === undefined) {
        throw new LoadstoneError(
          'DRIVER_FAILED',
          `variant ${order.variantId} is not of this session`,
        );
      }
      health.start();
      const outcome = await runSlice(variant, scenario, order, options);
      return { ...outcome, ...health.stop() };
    },
    collect: () => variants.map(({ trial }) => trial.collect()),
    close: async () => {},
  };
}

const usPerMs = 1_000;

async function runSlice(
  variant: Variant,
  scenario: Scenario,
  order: SliceOrder,
  { requestTimeoutMs, acceptEncoding }: SessionOptions,
): Promise<Omit<SliceOutcome, 'generatorCpuNs' | 'generatorEventLoopDelayP99Us'>> {
  const { connections } = readClosedLoad(order);
  const recorder = createSliceRecorder(
    order.recorded ? variant.trial.openWindow(order) : undefined,
  );
  const startedAtMs = performance.now();
  const window = {
    startMs: startedAtMs + order.dropFirstMs,
    endMs: Number.POSITIVE_INFINITY,
  };

  const run = await runAutocannonSlice({
    baseUrl: variant.baseUrl,
    host: variant.hostHeader,
    acceptEncoding,
    connections,
    durationMs: order.durationMs,
    requestTimeoutMs,
    onStop() {
      window.endMs = performance.now();
    },
    events: createRequestEvents({ ...variant, scenario, recorder, window }),
  });
  const figures = recorder.figures(run.inFlightAtEnd);
  const conservation = findConservationDoubt(figures.sliceCounts);
  return {
    variantId: variant.variantId,
    startedAtMs: findSharedClockOffsetMs() + startedAtMs,
    windowUs: (window.endMs - window.startMs) * usPerMs,
    ...figures,
    connectionsOpened: run.connectionsOpened,
    // What breaks is a failure; nothing is ever sent twice.
    resentRequests: 0,
    doubts: [
      ...(conservation === undefined ? [] : [conservation]),
      ...findConnectionDoubts(run, connections),
    ],
  };
}

function readClosedLoad(order: SliceOrder): { readonly connections: number } {
  const { load } = order;
  if (load.kind === 'closed' && (load.thinkTimeMs ?? 0) === 0) return load;
  if (load.kind === 'closed') {
    throw new LoadstoneError('DRIVER_FAILED', 'autocannon has no think time', {
      hint: 'Leave thinkTimeMs out, or take the open driver.',
    });
  }
  throw new LoadstoneError('DRIVER_FAILED', 'autocannon cannot start requests at given times', {
    hint: 'Ask for a closed load, or take the open-loop driver.',
  });
}

/** autocannon is no judge of a service that breaks connections: such a slice is doubtful. */
function findConnectionDoubts(run: SliceRunOutcome, asked: number): readonly string[] {
  const doubts: string[] = [];
  if (run.reopenedAfterLoss > 0) {
    doubts.push(
      `The service closed or broke ${run.reopenedAfterLoss} connections, which were opened again.`,
    );
  }
  if (run.closesAnnounced > 0) {
    doubts.push(
      `The service announced ${run.closesAnnounced} closes, and autocannon sent on those connections all the same: take the open driver.`,
    );
  }
  const expected = asked + run.reopenedAfterTimeout + run.reopenedAfterLoss;
  if (run.connectionsOpened !== expected) {
    doubts.push(
      `${run.connectionsOpened} connections were opened where ${expected} were asked for.`,
    );
  }
  return doubts;
}
