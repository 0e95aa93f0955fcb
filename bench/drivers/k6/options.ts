// From a load to k6's own options; pure.
import { LoadstoneError } from '../../errors.ts';
import { readPinnedAddress } from '../../reach/request-url.ts';
import type { ClosedLoad, DriverTarget, Load, OpenLoad, RateStage } from '../driver.ts';
import { k6 } from './description.ts';

/** k6 refuses shorter runs. */
const shortestSliceMs = k6.minSliceMs;

/** Beyond the timeout of a request, so that its end is still seen and not cut off. */
const graceMs = 2_000;

/** k6 takes whole numbers of arrivals: counted over this long, a rate may have three decimals. */
const rateUnitS = 1_000;

export interface SliceLoad {
  readonly load: Load;
  readonly durationMs: number;
  readonly requestTimeoutMs: number;
}

/** A rate that begins at one value and passes through the others in straight lines. */
export interface RampLoad {
  readonly startRps: number;
  readonly stages: readonly { readonly targetRps: number; readonly durationMs: number }[];
  readonly maxConnections: number;
  readonly requestTimeoutMs: number;
}

/** Load goes to this machine only, also from scripts of the user's own: all addresses but 127/8 and ::1. */
const foreignAddresses: readonly string[] = [
  ...['0.0.0.0/2', '64.0.0.0/3', '96.0.0.0/4', '112.0.0.0/5', '120.0.0.0/6', '124.0.0.0/7'],
  ...['126.0.0.0/8', '128.0.0.0/1', '2000::/3', 'fc00::/7', 'fe80::/10', 'ff00::/8'],
];

/** Forbidden above: what k6 is told to take any other address for. */
const nowhere = '240.0.0.1:1';

/** k6's options that say what it may connect to; they replace those of the script. */
interface Reach {
  readonly hosts: Readonly<Record<string, string>>;
  readonly blacklistIPs: readonly string[];
}

/** A target by its name, and what k6 may connect to for it: the address that was pinned, and nothing else. */
export interface NamedTarget {
  readonly baseUrl: string;
  readonly reach: Reach;
}

/**
 * The URL that k6 is given (its host header is always the host of the URL), and the address and port that
 * stand for it. k6 looks every address up among `hosts` before it connects, whatever it is for, and of two
 * entries takes the exact one, so that any other address leads nowhere. An IPv6 address may not stand there: for
 * one without a name, any host at its port stands for it, and is the variant, whatever it is called.
 * @throws LoadstoneError TARGET_NOT_LOOPBACK where the target is no address that was pinned
 */
export function nameTarget({ baseUrl, hostHeader }: DriverTarget): NamedTarget {
  const pinned = readPinnedAddress(baseUrl);
  const url = new URL(baseUrl);
  const named = hostHeader === undefined ? null : URL.parse(`${url.protocol}//${hostHeader}`);
  const { origin, hostname, port } = named ?? url;
  const asked = hostname.startsWith('[') ? '*' : hostname;
  const hosts = {
    [`${asked}:${port || '80'}`]: `${url.hostname}:${pinned.port}`,
    '*': nowhere,
  };
  return { baseUrl: origin, reach: { hosts, blacklistIPs: foreignAddresses } };
}

/** k6's options, of which these are looked at. */
export interface K6Options {
  readonly scenarios: { readonly slice: Readonly<Record<string, unknown>> };
  readonly [name: string]: unknown;
}

/** k6's options of a slice. @throws LoadstoneError DRIVER_FAILED where it is too short for k6 */
export function buildSliceOptions(slice: SliceLoad): K6Options {
  const { load, durationMs } = slice;
  if (durationMs < shortestSliceMs) {
    throw new LoadstoneError('DRIVER_FAILED', `k6 cannot run for only ${durationMs} ms`, {
      hint: `Give slices at least ${shortestSliceMs} ms, or take the open-loop driver.`,
    });
  }
  const duration = `${durationMs}ms`;
  const gracefulStop = renderGracefulStop(slice.requestTimeoutMs);
  if (load.kind === 'closed') {
    assertNoThinkTime(load);
    return buildOptions({
      executor: 'constant-vus',
      vus: load.connections,
      duration,
      gracefulStop,
    });
  }
  if (load.shape !== undefined) return buildRampOptions(rampOf(load, load.shape, slice));
  return buildOptions({
    executor: 'constant-arrival-rate',
    rate: wholeRate(load.rateRps),
    timeUnit: `${rateUnitS}s`,
    duration,
    preAllocatedVUs: load.maxConnections,
    maxVUs: load.maxConnections,
    gracefulStop,
  });
}

function assertNoThinkTime({ thinkTimeMs = 0 }: ClosedLoad): void {
  if (thinkTimeMs === 0) return;
  throw new LoadstoneError('DRIVER_FAILED', 'this driver has no think time for k6', {
    hint: 'Leave thinkTimeMs out, or take the open driver.',
  });
}

/** The stages scaled to the slice; k6 takes a stage of no length as a step of the rate. */
function rampOf(load: OpenLoad, shape: readonly RateStage[], slice: SliceLoad): RampLoad {
  const totalS = shape.reduce((sum, { durationS }) => sum + durationS, 0);
  let rateRps = shape[0]?.fromRps ?? load.rateRps;
  const startRps = rateRps;
  const stages = shape.flatMap(({ fromRps, toRps, durationS }) => {
    const step = fromRps === rateRps ? [] : [{ targetRps: fromRps, durationMs: 0 }];
    rateRps = toRps;
    const durationMs = Math.round((durationS / totalS) * slice.durationMs);
    return [...step, { targetRps: toRps, durationMs }];
  });
  const { maxConnections } = load;
  return { startRps, stages, maxConnections, requestTimeoutMs: slice.requestTimeoutMs };
}

/** k6's options of a ramp of arrivals (`ramping-arrival-rate`). */
export function buildRampOptions(ramp: RampLoad): K6Options {
  return buildOptions({
    executor: 'ramping-arrival-rate',
    startRate: wholeRate(ramp.startRps),
    timeUnit: `${rateUnitS}s`,
    stages: ramp.stages.map(({ targetRps, durationMs }) => ({
      target: wholeRate(targetRps),
      duration: `${durationMs}ms`,
    })),
    preAllocatedVUs: ramp.maxConnections,
    maxVUs: ramp.maxConnections,
    gracefulStop: renderGracefulStop(ramp.requestTimeoutMs),
  });
}

function buildOptions(executor: Readonly<Record<string, unknown>>): K6Options {
  return {
    scenarios: { slice: executor },
    blacklistIPs: foreignAddresses,
    // Each tag is written with each of the dozen points of a request.
    systemTags: [],
    discardResponseBodies: true,
    maxRedirects: 0,
    throw: false,
    noCookiesReset: false,
    userAgent: 'loadstone-k6',
  };
}

function renderGracefulStop(requestTimeoutMs: number): string {
  return `${requestTimeoutMs + graceMs}ms`;
}

function wholeRate(rateRps: number): number {
  return Math.max(1, Math.round(rateRps * rateUnitS));
}
