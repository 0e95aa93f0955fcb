// The autocannon generator inside its process: slices of one variant after another.

import autocannon from 'autocannon';
import type { Message } from '../../../reports/document/message.ts';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import type { RequestSource, Scenario } from '../../../scenarios/model.ts';
import { createRandom } from '../../../scenarios/random.ts';
import { LoadstoneError } from '../../errors.ts';
import { createHealthWatch } from '../child/generator-health.ts';
import type { Generator } from '../child/protocol.ts';
import type { DriverTarget, SessionOptions, SliceOrder, SliceOutcome } from '../driver.ts';
import { assertPlainSession } from '../plain-session.ts';
import { createSliceRecorder, describeImbalance } from '../recording/slice-recorder.ts';
import { createTrialRecorder, type TrialRecorder } from '../recording/trial-recorder.ts';
import { createRequestSource, loadScenario } from '../scenario-loader.ts';
import { computeSharedClockOffsetMs } from '../shared-clock.ts';
import { loadUserCookies, type UserCookies } from '../user-cookies.ts';
import type { ConnectionOptions } from './client-hooks.ts';
import { type Connection, type ConnectionEvents, controlConnection } from './connection.ts';
import { createRequestEvents, type RequestEvents } from './request-events.ts';

interface Variant {
  readonly variantId: string;
  readonly baseUrl: string;
  readonly hostHeader?: string;
  readonly source: RequestSource;
  /** As cookies see it: `http://host:port`. */
  readonly origin: string;
  /** Undefined where the scenario asks for no jars. */
  readonly cookies: UserCookies | undefined;
  /** Draws whether the next answer's body is read; the same for every variant. */
  readonly readsNextBody: () => boolean;
  readonly trial: TrialRecorder;
}

/** @throws LoadstoneError SCENARIO_INVALID */
export async function openAutocannonGenerator(options: SessionOptions): Promise<Generator> {
  assertPlainSession('autocannon', options);
  const scenario = await loadScenario(options.scenario);
  const createCookies = await loadUserCookies(scenario);
  const variants = options.targets.map((target): Variant => {
    // A stream of its own, so that the share of checked bodies never changes what is requested.
    const random = createRandom(options.seed + 1);
    return {
      ...target,
      origin: originOf(target),
      cookies: createCookies(),
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

function originOf({ baseUrl, hostHeader }: DriverTarget): string {
  const { protocol, host } = new URL(baseUrl);
  return `${protocol}//${hostHeader ?? host}`;
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
  const conservation = describeImbalance(figures.sliceCounts);
  return {
    variantId: variant.variantId,
    startedAtMs: computeSharedClockOffsetMs() + startedAtMs,
    windowUs: (window.endMs - window.startMs) * usPerMs,
    ...figures,
    connectionsOpened: run.connectionsOpened,
    // What breaks is a failure; nothing is ever sent twice.
    resentRequests: 0,
    caveats: [
      ...(conservation === undefined ? [] : [conservation]),
      ...listConnectionCaveats(run, connections),
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

/** autocannon is no judge of a service that breaks connections: such a slice gets a caveat. */
function listConnectionCaveats(run: SliceRunOutcome, asked: number): readonly Message[] {
  const caveats: Message[] = [];
  if (run.reopenedAfterLoss > 0) {
    caveats.push(writeMessage('caveat-reopened', { count: run.reopenedAfterLoss }));
  }
  if (run.closesAnnounced > 0) {
    caveats.push(writeMessage('caveat-closes-announced', { count: run.closesAnnounced }));
  }
  const expected = asked + run.reopenedAfterTimeout + run.reopenedAfterLoss;
  if (run.connectionsOpened !== expected) {
    caveats.push(writeMessage('caveat-connections', { opened: run.connectionsOpened, expected }));
  }
  return caveats;
}

interface SliceRunOptions extends ConnectionOptions {
  readonly baseUrl: string;
  readonly connections: number;
  readonly durationMs: number;
  /** One for all connections of the slice. */
  readonly events: RequestEvents;
  /** Called at the end of the duration, before the last requests are waited for. */
  readonly onStop: () => void;
}

interface SliceRunOutcome {
  readonly connectionsOpened: number;
  /** Connections opened again after a request timed out, which autocannon does by closing. */
  readonly reopenedAfterTimeout: number;
  /** Connections opened again because the service closed or broke them. */
  readonly reopenedAfterLoss: number;
  readonly inFlightAtEnd: number;
  /** Answers that announced a close; autocannon goes on with such a connection all the same. */
  readonly closesAnnounced: number;
}

/** How often autocannon looks whether it is done, ms. */
const lookIntervalMs = 5;

/** Far beyond any slice: we end it, autocannon never does. */
const neverS = 86_400;

/**
 * Runs a slice and waits for the requests in flight at its end, at most requestTimeoutMs.
 * @throws what the scenario threw while a request was drawn or an answer observed
 */
async function runAutocannonSlice(options: SliceRunOptions): Promise<SliceRunOutcome> {
  const connections: Connection[] = [];
  const counts = {
    ...{ connectionsOpened: 0, reopenedAfterTimeout: 0, reopenedAfterLoss: 0 },
    closesAnnounced: 0,
  };
  let fault: { readonly thrown: unknown } | undefined;
  const events: ConnectionEvents = {
    ...options.events,
    onOpened() {
      counts.connectionsOpened += 1;
    },
    onCloseAnnounced() {
      counts.closesAnnounced += 1;
    },
    onReopen(cause) {
      if (cause === 'timed-out') counts.reopenedAfterTimeout += 1;
      else counts.reopenedAfterLoss += 1;
    },
    onFault(thrown) {
      fault ??= { thrown };
      for (const connection of connections) connection.destroy();
    },
  };
  const stopTimer = setTimeout(() => {
    options.onStop();
    for (const connection of connections) connection.stop();
  }, options.durationMs);
  try {
    await autocannon({
      url: options.baseUrl,
      connections: options.connections,
      pipelining: 1,
      duration: neverS,
      sampleInt: lookIntervalMs,
      skipAggregateResult: true,
      setupClient: (client) => {
        connections.push(controlConnection(client, options, events));
      },
    });
  } finally {
    clearTimeout(stopTimer);
    for (const connection of connections) connection.destroy();
  }
  if (fault !== undefined) throw fault.thrown;
  const inFlightAtEnd = connections.reduce((sum, { inFlight }) => sum + inFlight, 0);
  return { ...counts, inFlightAtEnd };
}
