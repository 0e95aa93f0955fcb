// Entry of raw autocannon's process: one run a message, with its own figures as the answer.
import autocannon, { type Options } from 'autocannon';
import { leaveSignalsToParent } from '../../drivers/child/leave-signals.ts';
import { messageOf } from '../../errors.ts';
import type { AutocannonReply, AutocannonRequest } from './autocannon-peer.ts';

/** How often autocannon looks whether its time is over; it does not touch the latencies. */
const lookIntervalMs = 100;

let current: autocannon.Instance | undefined;

function run(request: AutocannonRequest): Promise<AutocannonReply> {
  const options: Options = {
    url: request.url,
    connections: request.connections,
    duration: request.durationMs / 1_000,
    timeout: request.timeoutS,
    sampleInt: lookIntervalMs,
    ...(request.rateRps === undefined ? {} : { overallRate: request.rateRps }),
  };
  return new Promise((resolve, reject) => {
    current = autocannon(options, (error, result) => {
      if (error) reject(error);
      else resolve(replyOf(result));
    });
  });
}

function replyOf(result: autocannon.Result): AutocannonReply {
  const { errors, timeouts, non2xx } = result;
  // The types lack it, the result has it.
  const latency = result.latency as autocannon.Histogram & { readonly totalCount: number };
  const statusCounts = Object.entries(result.statusCodeStats ?? {}).map(
    ([status, { count }]): [string, number] => [status, count ?? 0],
  );
  return {
    kind: 'result',
    latency: {
      totalCount: latency.totalCount,
      ...{ p50: latency.p50, p90: latency.p90, p99: latency.p99, p999: latency.p99_9 },
      max: latency.max,
    },
    ...{ errors, timeouts, non2xx, succeeded: result['2xx'] },
    statusCounts: Object.fromEntries(statusCounts),
  };
}

// Ctrl-C reaches the whole process group; the parent ends its children in order by itself.
leaveSignalsToParent();
process.on('disconnect', () => current?.stop?.());
process.on('message', (request: AutocannonRequest) => {
  run(request)
    .catch((thrown): AutocannonReply => ({ kind: 'failed', message: messageOf(thrown) }))
    .then((reply) => {
      if (process.connected) process.send?.(reply, () => {});
    });
});
