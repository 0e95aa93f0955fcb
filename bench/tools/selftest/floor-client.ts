// The floor of a case: what a client that does next to nothing sees above the server's own record.
import type { FloorReport } from '../../../reports/document/selftest.ts';
import { LoadstoneError } from '../../errors.ts';
import { openChildChannel } from './child-channel.ts';
import type { SelftestCase } from './selftest-case.ts';
import { warmupMs } from './subject.ts';
import { quantileUs } from './true-figures.ts';
import type { ServerRecord } from './truth-record.ts';

export interface FloorRequest {
  readonly port: number;
  readonly connections: number;
  /** Uniform arrivals a second; undefined for a closed loop. */
  readonly rateRps: number | undefined;
  readonly durationMs: number;
  /** A request without an answer for so long gives its connection up. */
  readonly timeoutMs: number;
}

export type FloorReply =
  /** From each write to the read of the last byte, µs, of answers with 200, in any order. */
  | { readonly kind: 'latencies'; readonly latenciesUs: readonly number[] }
  | { readonly kind: 'failed'; readonly message: string };

export interface FloorClient {
  /** Loads the case once. @returns latencies of answers with 200, µs, in any order @throws LoadstoneError DRIVER_FAILED */
  measure(selftestCase: SelftestCase, caseUrl: string): Promise<readonly number[]>;
  close(): Promise<void>;
}

const graceMs = 15_000;

/** Starts the floor's process, as a driver's generator is started, and warms it up. @throws LoadstoneError DRIVER_FAILED */
export async function startFloorClient(warmupUrl: string): Promise<FloorClient> {
  const channel = await openChildChannel<FloorRequest, FloorReply>(
    new URL('./floor-client-child.ts', import.meta.url),
    'raw-socket client',
  );
  async function load(request: FloorRequest): Promise<readonly number[]> {
    const reply = await channel.ask(request, request.durationMs + request.timeoutMs + graceMs);
    if (reply.kind === 'latencies') return reply.latenciesUs;
    throw new LoadstoneError('DRIVER_FAILED', `the raw-socket client: ${reply.message}`);
  }
  const warmup = { connections: 4, rateRps: undefined, durationMs: warmupMs, timeoutMs: 1_000 };
  try {
    await load({ ...warmup, port: portOf(warmupUrl) });
  } catch (thrown) {
    await channel.close();
    throw thrown;
  }
  return {
    measure({ load: shape, durationMs, requestTimeoutMs }, caseUrl) {
      return load({
        ...{ port: portOf(caseUrl), durationMs, timeoutMs: requestTimeoutMs },
        connections: shape.kind === 'closed' ? shape.connections : shape.maxConnections,
        rateRps: shape.kind === 'open' ? shape.rateRps : undefined,
      });
    },
    close: () => channel.close(),
  };
}

const portOf = (url: string): number => Number(new URL(url).port);

/**
 * What the client saw above the time that the server took, percentile against percentile of the same run.
 * @param latenciesUs of the client, in any order @returns undefined where either side has none
 */
export function computeFloor(
  latenciesUs: readonly number[],
  { requests }: ServerRecord,
): FloorReport | undefined {
  const seen = latenciesUs.toSorted((a, b) => a - b);
  const served = requests
    .flatMap(({ status, inServerUs }) => (status === 200 ? [inServerUs ?? 0] : []))
    .toSorted((a, b) => a - b);
  if (seen.length === 0 || served.length === 0) return undefined;
  const above = (share: number) =>
    Math.max(0, (quantileUs(seen, share) ?? 0) - (quantileUs(served, share) ?? 0));
  return { p50Us: above(0.5), p90Us: above(0.9), p99Us: above(0.99) };
}

/** The higher of the runs on both sides of the drivers; undefined where one of them is missing. */
export function joinFloors(
  before: FloorReport | undefined,
  after: FloorReport | undefined,
): FloorReport | undefined {
  if (before === undefined || after === undefined) return undefined;
  return {
    p50Us: Math.max(before.p50Us, after.p50Us),
    p90Us: Math.max(before.p90Us, after.p90Us),
    p99Us: Math.max(before.p99Us, after.p99Us),
  };
}
