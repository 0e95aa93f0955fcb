// The counters of all copies as those of one service: asked of each, added up, and each copy named.
import { createHash } from 'node:crypto';
import { type IncomingHttpHeaders, request } from 'node:http';
import { buildStats, type Stats } from '../modules/operations/stats.ts';
import { forwardingHeaders } from '../plugins/operations-guard.ts';
import {
  emptySnapshot,
  mergeSnapshots,
  retireSnapshot,
  type Snapshot,
} from '../threads/snapshot.ts';

/** What a copy has counted. */
interface Count {
  /** As it was last told; what a process that was killed counted after that is lost. */
  readonly last: Stats | undefined;
  /** Of processes that it was before. */
  readonly before: Snapshot;
}

/** What stands for a copy. */
export interface CountedCopy {
  readonly port: number;
  readonly isUp: boolean;
  counted: Count;
}

export const emptyCount: Count = { last: undefined, before: emptySnapshot };

/** Where another process takes its place. */
export function retireCount({ last, before }: Count): Count {
  return { last: undefined, before: mergeSnapshots([before, retireSnapshot(toSnapshot(last))]) };
}

interface Answer {
  readonly status: number;
  readonly body: string;
}

export interface JoinedStats {
  /** With the settings of the launcher; `workers` are those of all copies one after the other. */
  readonly stats: Stats & {
    readonly instances: Readonly<Record<string, { requests: number; isUp: boolean }>>;
  };
  readonly snapshot: Snapshot;
}

/** Longer than a copy waits for its own workers. */
const timeoutMs = 3_000;

/**
 * Asks every copy that is up, with the headers of who asks, so that the copies decide whether that is allowed.
 * @returns the refusal of a copy as it is
 */
export async function joinStats(
  copies: readonly CountedCopy[],
  headers: IncomingHttpHeaders,
  own: { readonly config: Readonly<Record<string, string>>; readonly pids: readonly number[] },
): Promise<JoinedStats | Answer> {
  const answers = await Promise.all(
    copies.map((copy) => (copy.isUp ? ask(copy.port, pickHeaders(headers)) : undefined)),
  );
  const refusal = answers.find((answer) => answer !== undefined && answer.status !== 200);
  if (refusal !== undefined) return refusal;
  copies.forEach((copy, place) => {
    const answer = answers[place];
    if (answer !== undefined)
      copy.counted = { ...copy.counted, last: JSON.parse(answer.body) as Stats };
  });
  const told = copies.find((_, place) => answers[place] !== undefined)?.counted.last;
  // Nobody can say whether one who asks may read this.
  if (told === undefined) return { status: 503, body: noCopy };
  const counts = copies.map(({ counted: { last, before } }, place) => {
    const own = mergeSnapshots([before, toSnapshot(last)]);
    return answers[place] === undefined ? retireSnapshot({ ...own, isComplete: false }) : own;
  });
  const joined = mergeSnapshots(counts);
  const snapshot = {
    ...joined,
    // Each copy's own begin at 0.
    servedByWorker: counts.flatMap(({ servedByWorker }) => servedByWorker),
    pids: [...own.pids, ...joined.pids],
  };
  const config = { ...told.config, ...own.config };
  const configHash = createHash('sha256').update(JSON.stringify(config)).digest('hex');
  const instances = counts.map(({ servedByWorker }, place) => [
    place,
    {
      requests: servedByWorker.reduce((sum, served) => sum + served, 0),
      isUp: copies[place]?.isUp === true,
    },
  ]);
  return {
    stats: {
      ...buildStats(configHash, config, snapshot),
      instances: Object.fromEntries(instances),
    },
    snapshot,
  };
}

const noCopy = JSON.stringify({ code: 'OVERLOADED', message: 'No copy is up.' });

function pickHeaders(headers: IncomingHttpHeaders): IncomingHttpHeaders {
  return Object.fromEntries(
    ['authorization', ...forwardingHeaders].flatMap((name) =>
      headers[name] === undefined ? [] : [[name, headers[name]]],
    ),
  );
}

/** Undefined where it does not answer. */
function ask(port: number, headers: IncomingHttpHeaders): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const asked = request({ host: '127.0.0.1', port, path: '/stats', headers, timeout: timeoutMs });
    asked.once('response', (response) => {
      let body = '';
      response.setEncoding('utf8').on('data', (chunk: string) => {
        body += chunk;
      });
      response.once('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.once('error', () => resolve(undefined));
    });
    asked.once('timeout', () => asked.destroy(new Error('no answer')));
    asked.once('error', () => resolve(undefined));
    asked.end();
  });
}

/** What a copy tells, as a snapshot. */
function toSnapshot(stats: Stats | undefined): Snapshot {
  if (stats === undefined) return emptySnapshot;
  const { requests, cache, acted, pids, pool, runtime, isComplete } = stats;
  return {
    ...{ requests: requests.byRoute, cache, acted, pids, isComplete },
    writes: { queued: stats.queuedWrites, lost: stats.lostWrites },
    poolJobs: pool.jobs,
    servedByWorker: Object.values(stats.workers).map((worker) => worker.requests),
    runtime: [
      { ...runtime, ...(pool.waitP99Us !== undefined && { poolWaitP99Us: pool.waitP99Us }) },
    ],
  };
}
