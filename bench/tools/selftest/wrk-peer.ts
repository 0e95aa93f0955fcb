// wrk as people use it: `wrk --latency`, its printed figures read back.
import { spawn } from 'node:child_process';
import { LoadstoneError, messageOf } from '../../errors.ts';
import { readInheritedEnv } from '../../services/inherited-env.ts';
import type { ReportedFigures, SelftestSubject } from './subject.ts';

const unitsUs: Readonly<Record<string, number>> = { us: 1, ms: 1e3, s: 1e6, m: 60e6 };

/** Gives wrk as a peer, or undefined where it can't be started. */
export async function findWrkPeer(): Promise<SelftestSubject | undefined> {
  try {
    // Without arguments wrk prints its version and usage, and ends with 1.
    const { output } = await runWrk(['--version'], 5_000);
    if (!output.startsWith('wrk ')) return undefined;
  } catch {
    return undefined;
  }
  return {
    name: 'wrk',
    kind: 'peer',
    supports: ({ load }) => load.kind === 'closed',
    async run(selftestCase, { caseUrl, watchLoad }) {
      const { load, durationMs, requestTimeoutMs } = selftestCase;
      const connections = load.kind === 'closed' ? load.connections : load.maxConnections;
      // wrk takes whole seconds only.
      const durationS = Math.ceil(durationMs / 1_000);
      const { output, exitCode } = await watchLoad(() =>
        runWrk(
          [
            ...['--latency', '-t', '1', '-c', String(connections), '-d', `${durationS}s`],
            ...['--timeout', `${Math.ceil(requestTimeoutMs / 1_000)}s`, `${caseUrl}/`],
          ],
          durationS * 1_000 + 15_000,
        ),
      );
      if (exitCode !== 0) {
        throw new LoadstoneError('DRIVER_FAILED', `wrk ended with ${exitCode}`, { output });
      }
      return parseWrkOutput(output);
    },
  };
}

/** Reads the printed figures of wrk 4. */
export function parseWrkOutput(output: string): ReportedFigures {
  const percentileUs = (percent: string) =>
    parseTimeUs(new RegExp(`^\\s+${percent}%\\s+(\\S+)[ \\t]*$`, 'm').exec(output)?.[1]);
  const count = (pattern: RegExp) => Number(pattern.exec(output)?.[1] ?? 0);
  const answers = count(/^\s+(\d+) requests in /m);
  const non2xx = count(/^\s+Non-2xx or 3xx responses: (\d+)/m);
  const errors = /Socket errors: connect (\d+), read (\d+), write (\d+), timeout (\d+)/.exec(
    output,
  );
  const [connect = 0, read = 0, write = 0, timeout = 0] = (errors ?? []).slice(1).map(Number);
  return {
    latencyCovers: 'answers',
    latency: {
      // wrk does not say how many latencies its percentiles are of.
      samples: undefined,
      p50Us: percentileUs('50'),
      p90Us: percentileUs('90'),
      p99Us: percentileUs('99'),
      p999Us: undefined,
    },
    longestUs: parseTimeUs(/^\s+Latency\s+\S+\s+\S+\s+(\S+)/m.exec(output)?.[1]),
    succeeded: answers - non2xx,
    failed: connect + read + write + non2xx,
    timedOut: timeout,
    ...{ inFlightAtEnd: undefined, dropped: undefined, statusCounts: undefined, caveats: [] },
  };
}

function parseTimeUs(text: string | undefined): number | undefined {
  const match = /^([\d.]+)(us|ms|s|m)$/.exec(text ?? '');
  const unitUs = unitsUs[match?.[2] ?? ''];
  return match === null || unitUs === undefined ? undefined : Number(match[1]) * unitUs;
}

function runWrk(
  args: readonly string[],
  timeoutMs: number,
): Promise<{ readonly output: string; readonly exitCode: number | null }> {
  return new Promise((resolve, reject) => {
    const child = spawn('wrk', args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      timeout: timeoutMs,
      env: readInheritedEnv(),
    });
    let output = '';
    for (const stream of [child.stdout, child.stderr]) {
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    }
    child.once('error', (cause) =>
      reject(new LoadstoneError('DRIVER_FAILED', `wrk: ${messageOf(cause)}`, { cause })),
    );
    child.once('close', (exitCode) => resolve({ output, exitCode }));
  });
}
