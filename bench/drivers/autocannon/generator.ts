// The autocannon generator inside its process: variants with their sources, slices, records.
import type { RequestSource, Scenario, ScenarioRequest } from '../../../scenarios/model.ts';
import { createRandom } from '../../../scenarios/random.ts';
import { LoadstoneError, messageOf } from '../../errors.ts';
import { createHealthWatch } from '../child/generator-health.ts';
import type { Generator } from '../child/protocol.ts';
import type { SessionOptions, SliceOrder, SliceOutcome } from '../driver.ts';
import { judgeAnswer } from '../recording/answer.ts';
import { createSliceRecorder, findConservationDoubt } from '../recording/slice-recorder.ts';
import { createTrialRecorder, type TrialRecorder } from '../recording/trial-recorder.ts';
import { createRequestSource, loadScenario } from '../scenario-loader.ts';
import type { DrawnRequest } from './connection.ts';
import { runAutocannonSlice, type SliceRunOutcome } from './slice-run.ts';

interface Variant {
  readonly variantId: string;
  readonly baseUrl: string;
  readonly source: RequestSource;
  /** Draws whether the next answer's body is read; the same for every variant. */
  readonly readsNextBody: () => boolean;
  readonly trial: TrialRecorder;
}

/** @throws LoadstoneError SCENARIO_INVALID */
export async function openAutocannonGenerator(options: SessionOptions): Promise<Generator> {
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
      const outcome = await runSlice(variant, scenario, order, options.requestTimeoutMs);
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
  requestTimeoutMs: number,
): Promise<Omit<SliceOutcome, 'generatorCpuNs' | 'generatorEventLoopDelayP99Us'>> {
  const { connections } = readClosedLoad(order);
  const { source, trial } = variant;
  const recorder = createSliceRecorder(order.recorded ? trial : undefined);
  const startedAtMs = performance.now();
  const windowStartMs = startedAtMs + order.dropFirstMs;
  let windowEndMs = Number.POSITIVE_INFINITY;

  function isInWindow(): boolean {
    const nowMs = performance.now();
    return nowMs >= windowStartMs && nowMs <= windowEndMs;
  }

  const run = await runAutocannonSlice({
    baseUrl: variant.baseUrl,
    connections,
    durationMs: order.durationMs,
    requestTimeoutMs,
    onStop() {
      windowEndMs = performance.now();
    },
    events: {
      draw: () => drawRequest(variant, scenario),
      onSent: () => recorder.schedule(),
      onAnswer(request, { statusCode, body, latencyMs }) {
        const inWindow = isInWindow();
        const route = routeOf(scenario, request);
        const { reason, bodyChecked } = judgeAnswer(route, request, statusCode, body);
        if (bodyChecked) recorder.countBodyCheck(reason !== undefined);
        const latencyUs = latencyMs * usPerMs;
        recorder.end({
          kind: reason === undefined ? 'succeeded' : 'failed',
          route: request.route,
          statusCode,
          reason,
          responseTimeUs: latencyUs,
          serviceTimeUs: latencyUs,
          inWindow,
        });
        if (body !== undefined) observeAnswer(source, scenario, request, { statusCode, body });
      },
      onLoss(request, { kind, reason, elapsedMs }) {
        const latencyUs = elapsedMs * usPerMs;
        recorder.end({
          kind,
          route: request.route,
          statusCode: undefined,
          reason,
          responseTimeUs: latencyUs,
          serviceTimeUs: latencyUs,
          inWindow: isInWindow(),
        });
      },
    },
  });
  const figures = recorder.figures(run.inFlightAtEnd);
  const conservation = findConservationDoubt(figures.sliceCounts);
  return {
    variantId: variant.variantId,
    startedAtMs: performance.timeOrigin + startedAtMs,
    windowUs: (windowEndMs - windowStartMs) * usPerMs,
    ...figures,
    connectionsOpened: run.connectionsOpened,
    doubts: [
      ...(conservation === undefined ? [] : [conservation]),
      ...findConnectionDoubts(run, connections),
    ],
  };
}

function readClosedLoad(order: SliceOrder): { readonly connections: number } {
  if (order.load.kind === 'closed') return order.load;
  throw new LoadstoneError('DRIVER_FAILED', 'autocannon cannot start requests at given times', {
    hint: 'Ask for a closed load, or take the open-loop driver.',
  });
}

function drawRequest(variant: Variant, scenario: Scenario): DrawnRequest {
  const request = asScenarioFault(scenario, 'could not draw a request', () =>
    variant.source.next(),
  );
  routeOf(scenario, request);
  return { request, readsBody: variant.readsNextBody() };
}

function routeOf(scenario: Scenario, request: ScenarioRequest) {
  const route = scenario.routes[request.route];
  if (route !== undefined) return route;
  throw new LoadstoneError(
    'SCENARIO_INVALID',
    `scenario ${scenario.name} drew a request of route ${request.route}, which its routes do not name`,
  );
}

function observeAnswer(
  source: RequestSource,
  scenario: Scenario,
  request: ScenarioRequest,
  response: { readonly statusCode: number; readonly body: string },
): void {
  asScenarioFault(scenario, 'could not observe an answer', () =>
    source.observe?.(request, response),
  );
}

function asScenarioFault<T>(scenario: Scenario, what: string, work: () => T): T {
  try {
    return work();
  } catch (cause) {
    const message = `scenario ${scenario.name} ${what}: ${messageOf(cause)}`;
    throw new LoadstoneError('SCENARIO_INVALID', message, { cause });
  }
}

/** autocannon is no judge of a service that breaks connections: such a slice is doubtful. */
function findConnectionDoubts(run: SliceRunOutcome, asked: number): readonly string[] {
  const doubts: string[] = [];
  if (run.reopenedAfterLoss > 0) {
    doubts.push(
      `The service closed or broke ${run.reopenedAfterLoss} connections, which were opened again.`,
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
