// The cases: each is a way in which load tools are known to be untrue.
import type { ClosedLoad, OpenLoad } from '../../drivers/driver.ts';
import type { CriterionName, SelftestCase } from './selftest-case.ts';
import type { LatencyProfile, ServerTrouble } from './server-behaviour.ts';

const closed = (connections: number): ClosedLoad => ({ kind: 'closed', connections });
const open = (rateRps: number, maxConnections: number): OpenLoad => ({
  ...{ kind: 'open', rateRps, maxConnections },
  // Uniform, so that the schedule is known without asking the driver.
  arrivals: 'uniform',
});
const constant = (latencyMs: number): LatencyProfile => ({ kind: 'constant', latencyMs });
const lognormal: LatencyProfile = { kind: 'lognormal', medianMs: 4, sigma: 0.9, mostMs: 250 };
const pareto: LatencyProfile = { kind: 'pareto', leastMs: 2, shape: 1.3, mostMs: 300 };
const bimodal: LatencyProfile = { kind: 'bimodal', fastMs: 2, slowMs: 40, slowRatio: 0.05 };

const latencies: readonly CriterionName[] = ['p50', 'p90', 'p99', 'p999', 'samples'];
const counts: readonly CriterionName[] = ['succeeded', 'statuses', 'accounted'];
const whole = [...latencies, ...counts];

interface CaseOptions {
  readonly load: SelftestCase['load'];
  readonly latency: LatencyProfile;
  readonly trouble?: ServerTrouble;
  readonly durationMs?: number;
  readonly criteria: readonly CriterionName[];
}

function buildCase(name: string, trap: string, options: CaseOptions): SelftestCase {
  const { latency, trouble, load, criteria, durationMs = 1_000 } = options;
  const behaviour = { latency, trouble };
  return { name, trap, behaviour, load, durationMs, requestTimeoutMs: 1_000, criteria };
}

const closedCases: readonly SelftestCase[] = [
  buildCase('closed-constant', 'Constant 5 ms: the plainest truth there is.', {
    ...{ load: closed(4), latency: constant(5), criteria: whole },
    durationMs: 800,
  }),
  buildCase('closed-below-1-ms', 'A clock of whole milliseconds reports 0.', {
    ...{ load: closed(1), latency: { kind: 'spin', latencyUs: 400 }, criteria: whole },
    durationMs: 500,
  }),
  buildCase('closed-bimodal', 'One in twenty takes 40 ms: an average, or a correction, hides it.', {
    ...{ load: closed(8), latency: bimodal, criteria: whole },
  }),
  buildCase('closed-heavy-tail', 'Lognormal latency: the tail is what users feel.', {
    ...{ load: closed(8), latency: lognormal, criteria: whole },
    durationMs: 1_200,
  }),
  buildCase('closed-stall', 'The server stands still for 300 ms.', {
    ...{ load: closed(8), latency: constant(2), criteria: whole },
    trouble: { kind: 'stall', fromMs: 402, lengthMs: 300 },
  }),
  buildCase('closed-odd-chunks', 'Chunked answers cut inside names, sizes and line ends.', {
    ...{ load: closed(4), latency: constant(3), criteria: whole },
    ...{ trouble: { kind: 'odd-chunks' }, durationMs: 500 },
  }),
  buildCase('closed-half-500', 'Every second answer is a 500: a fast error is no speed.', {
    ...{ load: closed(4), latency: constant(3), criteria: [...counts, 'failures'] },
    ...{ trouble: { kind: 'status-500', every: 2 }, durationMs: 500 },
  }),
  buildCase('closed-resets', 'Every 20th connection is reset.', {
    ...{ load: closed(4), latency: constant(4), criteria: [...whole, 'failures'] },
    trouble: { kind: 'reset', every: 20 },
  }),
  buildCase('closed-half-answers', 'Every 20th answer ends in its middle.', {
    ...{ load: closed(4), latency: constant(4), criteria: [...whole, 'failures'] },
    trouble: { kind: 'half-answer', every: 20 },
  }),
  buildCase('closed-one-drop', 'After one dropped connection later answers are mismatched.', {
    ...{ load: closed(1), latency: constant(20), criteria: [...whole, 'failures'] },
    trouble: { kind: 'drop-once', atRequest: 10 },
  }),
  buildCase('closed-down', 'The server is away for 0.5 s; latencies after it must be right.', {
    ...{ load: closed(4), latency: constant(20), durationMs: 1_500 },
    trouble: { kind: 'down', fromMs: 300, lengthMs: 500 },
    criteria: ['p50', 'p90', 'samples', 'succeeded', 'statuses', 'outage'],
  }),
  buildCase('closed-close-after-50', 'Each connection is closed after 50 answers.', {
    ...{ load: closed(4), latency: constant(1), criteria: whole },
    trouble: { kind: 'close-after', answers: 50 },
  }),
  buildCase(
    'closed-announced-close',
    'After 50 answers `Connection: close`; who goes on gets a 503.',
    {
      ...{ load: closed(4), latency: constant(1), criteria: whole, durationMs: 500 },
      trouble: { kind: 'announce-close', answers: 50 },
    },
  ),
  buildCase('closed-hangs', 'One in 50 is never answered: a time-out is the worst latency.', {
    ...{ load: closed(8), latency: constant(10), durationMs: 2_000 },
    trouble: { kind: 'hang', every: 50 },
    criteria: ['p50', 'samples', 'succeeded', 'accounted', 'timeouts', 'tail'],
  }),
];

const openCriteria: readonly CriterionName[] = [...whole, 'demand', 'pace'];

const openCases: readonly SelftestCase[] = [
  buildCase('open-5', '5 a second at 100 ms: a correction with the wrong unit halves it.', {
    ...{ load: open(5, 1), latency: constant(100), durationMs: 1_600 },
    criteria: openCriteria,
  }),
  buildCase('open-100', '100 a second on 10 connections: a budget is burnt in bursts.', {
    ...{ load: open(100, 10), latency: constant(5), criteria: openCriteria },
  }),
  buildCase('open-1000-heavy-tail', '1,000 a second, Pareto latency.', {
    ...{ load: open(1_000, 200), latency: pareto, criteria: openCriteria },
    durationMs: 1_200,
  }),
  buildCase('open-stall', 'Requests due while the server stands still have waited, too.', {
    ...{ load: open(250, 150), latency: constant(2), durationMs: 1_200, criteria: openCriteria },
    trouble: { kind: 'stall', fromMs: 402, lengthMs: 300 },
  }),
  buildCase('open-overload', 'Twice the rate that can be served: arrivals must not be forgotten.', {
    ...{
      load: open(160, 4),
      latency: constant(50),
      criteria: ['demand', 'accounted', 'succeeded'],
    },
  }),
];

/** All cases; about 1 s of load each. */
export const selftestCases: readonly SelftestCase[] = [...closedCases, ...openCases];

/** Cases of `--quick` and how long they load there, ms. */
const quickDurationsMs: Readonly<Record<string, number>> = {
  'closed-heavy-tail': 600,
  'closed-one-drop': 500,
  'open-100': 600,
  'open-stall': 900,
};

/** The cases of `--quick`: a first look. */
export const quickCases: readonly SelftestCase[] = selftestCases.flatMap((one) => {
  const durationMs = quickDurationsMs[one.name];
  return durationMs === undefined ? [] : [{ ...one, durationMs }];
});
