// autocannon as people use it: its own clock, histogram, correction and counters, with its defaults.

import { LoadstoneError } from '../../errors.ts';
import { type ChildChannel, openChildChannel } from './child-channel.ts';
import type { SelftestCase } from './selftest-case.ts';
import { type ReportedFigures, type SelftestSubject, warmupMs } from './subject.ts';

export interface AutocannonRequest {
  readonly url: string;
  readonly connections: number;
  readonly durationMs: number;
  readonly timeoutS: number;
  /** `overallRate`, requests a second over all connections; undefined for a closed loop. */
  readonly rateRps: number | undefined;
}

/** What of autocannon's result the self-test reads; latencies in ms. */
export type AutocannonReply =
  | {
      readonly kind: 'result';
      readonly latency: {
        readonly totalCount: number;
        readonly p50: number;
        readonly p90: number;
        readonly p99: number;
        readonly p999: number;
        readonly max: number;
      };
      readonly errors: number;
      readonly timeouts: number;
      readonly non2xx: number;
      readonly succeeded: number;
      readonly statusCounts: Readonly<Record<string, number>>;
    }
  | { readonly kind: 'failed'; readonly message: string };

/** For a busy host to start the process and to end the run. */
const graceMs = 15_000;

type AutocannonChannel = ChildChannel<AutocannonRequest, AutocannonReply>;

/** autocannon as a peer, in a process of its own that is kept, warm, from case to case. */
export function createAutocannonPeer(): SelftestSubject {
  let kept: AutocannonChannel | undefined;

  async function openWarm(request: AutocannonRequest, url: string): Promise<AutocannonChannel> {
    const channel = await openChildChannel<AutocannonRequest, AutocannonReply>(
      new URL('./autocannon-peer-child.ts', import.meta.url),
      'raw autocannon',
    );
    kept = channel;
    const warmup = { ...request, url, durationMs: warmupMs, rateRps: undefined };
    await channel.ask(warmup, warmup.durationMs + graceMs);
    return channel;
  }

  async function close(): Promise<void> {
    const ending = kept;
    kept = undefined;
    await ending?.close();
  }

  return {
    name: 'raw autocannon',
    kind: 'peer',
    supports: () => true,
    async run(selftestCase, { caseUrl, warmupUrl, watchLoad }) {
      const request = requestFor(selftestCase, caseUrl);
      try {
        const channel = kept ?? (await openWarm(request, warmupUrl));
        const reply = await watchLoad(() => channel.ask(request, request.durationMs + graceMs));
        return reportedBy(reply);
      } catch (thrown) {
        // The next case starts from a new process.
        await close();
        throw thrown;
      }
    },
    close,
  };
}

function requestFor(selftestCase: SelftestCase, url: string): AutocannonRequest {
  const { load, durationMs, requestTimeoutMs } = selftestCase;
  return {
    ...{ url, durationMs, timeoutS: Math.ceil(requestTimeoutMs / 1_000) },
    connections: load.kind === 'closed' ? load.connections : load.maxConnections,
    rateRps: load.kind === 'open' ? load.rateRps : undefined,
  };
}

function reportedBy(reply: AutocannonReply): ReportedFigures {
  if (reply.kind === 'failed') {
    throw new LoadstoneError('DRIVER_FAILED', `raw autocannon: ${reply.message}`);
  }
  const { latency, errors, timeouts, non2xx, succeeded, statusCounts } = reply;
  return {
    latencyCovers: 'answers',
    latency: {
      samples: latency.totalCount,
      p50Us: latency.p50 * 1_000,
      p90Us: latency.p90 * 1_000,
      p99Us: latency.p99 * 1_000,
      p999Us: latency.p999 * 1_000,
    },
    longestUs: latency.max * 1_000,
    succeeded,
    // A time-out counts as an error, too.
    failed: errors - timeouts + non2xx,
    timedOut: timeouts,
    ...{ inFlightAtEnd: undefined, dropped: undefined, statusCounts, caveats: [] },
  };
}
