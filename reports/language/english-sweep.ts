// A sweep in English.
import { joinEnglish } from './english-words.ts';
import { name, sentence } from './sentence.ts';
import type { HighestFacts, KneeFacts, RateStanding, SweepMessages } from './sweep-messages.ts';

const standings: Readonly<Record<RateStanding, string>> = {
  good: 'good',
  saturated: 'saturated',
  failures: 'failures',
  slow: 'p99 above the SLO',
  'no-answer': 'no response',
  'not-judged': 'not judged',
};

function writeHighest({ hasLatencyLimit, highest, lowestFailed, groups }: HighestFacts): string {
  const what = hasLatencyLimit ? 'rate within the SLO' : 'sustained rate';
  if (highest === undefined) {
    return lowestFailed === undefined
      ? `Highest ${what}: nothing was measured.`
      : `Highest ${what}: none; ${lowestFailed} req/s is already too high.`;
  }
  const apart = groups === undefined ? '' : ` Groups alone: ${groups[0]} to ${groups[1]}.`;
  const bound =
    lowestFailed === undefined ? 'no rate tried was too high' : `${lowestFailed} is too high`;
  return `Highest ${what}: ${highest} req/s (${bound}).${apart}`;
}

function writeKnee(facts: KneeFacts | undefined): string {
  if (facts === undefined) return 'Knee: not between the rates tried.';
  const { rate, p99, low, high } = facts;
  return `Knee: ${rate} req/s at p99 ${p99} (most throughput for the latency; between ${low} and ${high} req/s).`;
}

export const englishSweep: SweepMessages = {
  pageTitle: (run) => `${run}: latency against rate`,
  title: 'Latency against rate',
  slo: ({ p99, success, seconds, arrivals }) =>
    `Good: ${p99 === undefined ? '' : `p99 at most ${p99}, `}success at least ${success}, no backlog left. ${seconds} s at each rate, ${arrivals === 'poisson' ? 'Poisson' : 'uniform'} arrivals; median of the groups.`,
  groupsValid: (valid, planned) => `${valid} of ${planned} groups valid`,
  invalid: (reason) => sentence`Invalid, no conclusion: ${reason}`,
  noConclusion: 'No conclusion: the sweep is invalid.',
  highest: writeHighest,
  knee: writeKnee,
  standing: (standing) => standings[standing],
  chartTitle: 'p99 against throughput',
  front: (labels) =>
    labels.length === 0
      ? sentence`p99 latency against throughput.`
      : sentence`No variant beats ${joinEnglish(labels.map((label) => [name(label)]))} in both throughput and p99.`,
  reading:
    'Lower and further right is better. The band spans the groups; ○ marks the knee, ◆ the highest good rate; the grey line joins the rates that none beats in both (Pareto front). Where a line turns back or rises steeply the variant is saturated.',
  throughputAxis: 'throughput achieved, requests/s',
  latencyAxis: 'p99 latency, log scale',
  asked: 'requested, req/s',
  achieved: 'achieved, req/s',
  p99OfGroups: 'p99 of the groups',
  fewRequests: '* from fewer than 1,000 requests',
};
