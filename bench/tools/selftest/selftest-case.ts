// A case of the self-test as data: what the server does, the load, and what must hold.
import type { Load } from '../../drivers/driver.ts';
import type { ServerBehaviour } from './server-behaviour.ts';

/**
 * - `p50`, `p90`, `p99`: within 2 % + 0.3 ms of the truth; `p999`: not below it by more than that;
 * - `samples`: one latency for each answer, no more; `succeeded`: as many as the server answered with 200;
 * - `statuses`: each status as often as the server sent it; `failures`: as many as the server broke;
 * - `outage`: that the server was away shows as failures; `timeouts`: as many as never got an answer;
 * - `tail`: a time-out is in the latencies; `accounted`: each request that reached the server is in a count;
 * - `demand`: each arrival of the schedule is in a count; `pace`: arrivals follow the schedule.
 */
export type CriterionName =
  | 'p50'
  | 'p90'
  | 'p99'
  | 'p999'
  | 'samples'
  | 'succeeded'
  | 'statuses'
  | 'failures'
  | 'outage'
  | 'timeouts'
  | 'tail'
  | 'accounted'
  | 'demand'
  | 'pace';

export interface SelftestCase {
  /** Kebab-case, unique. */
  readonly name: string;
  /** One sentence: what goes wrong here for a tool that is careless. */
  readonly trap: string;
  readonly behaviour: ServerBehaviour;
  readonly load: Load;
  readonly durationMs: number;
  /** Whole seconds, which is all that some tools take. */
  readonly requestTimeoutMs: number;
  readonly criteria: readonly CriterionName[];
}

/** Requests that may be on their way at the end: a tool that stops at once does not know their end. */
export function unseenAtEnd(load: Load): number {
  return load.kind === 'closed' ? load.connections : Math.min(10, load.maxConnections);
}
