// Evidence, gates, load time and cost in English.

import type { GateStatus } from '../document/gates.ts';
import { countOf } from '../document/messages/count.ts';
import { formatElapsed } from '../figures/quantity.ts';
import {
  englishGateOutcomes,
  joinEnglish,
  englishMetricNames as metricNames,
} from './english-words.ts';
import type {
  CostMessages,
  EvidenceMessages,
  GateHeadline,
  GateMessages,
  GateReference,
  LookFacts,
  ScopeFacts,
  TimelineMessages,
} from './section-messages.ts';
import { code, name, type Sentence, sentence, strong } from './sentence.ts';

const listNames = (labels: readonly string[]): Sentence =>
  joinEnglish(labels.map((label) => [name(label)]));

const stops: Readonly<Record<LookFacts['stoppedBecause'], string>> = {
  'all-decided': 'It stopped because everything was decided.',
  groups: 'It stopped because all planned groups were run.',
  budget: 'It stopped because its time budget was spent.',
  interrupted: 'It was interrupted.',
  'not-ended': 'It has not ended yet.',
};

function writeLooks({
  kind,
  looks,
  groups,
  overall,
  nominal,
  stoppedBecause,
  budgetMs,
}: LookFacts): Sentence {
  const stop =
    stoppedBecause === 'groups' && budgetMs !== undefined
      ? `It stopped after the number of groups that fit its time budget of ${formatElapsed(budgetMs)}.`
      : stops[stoppedBecause];
  switch (kind) {
    case 'fixed':
      return sentence`Tested once, after ${countOf(groups, 'group')}, at a ${overall} error rate. ${stop}`;
    case 'group-sequential': {
      if (looks.length === 0)
        return sentence`No interim test was due yet after ${countOf(groups, 'group')}. ${stop}`;
      const after = joinEnglish(looks.map((look) => sentence`${String(look)}`));
      return sentence`Tested after ${after} ${looks.at(-1) === 1 ? 'group' : 'groups'}, each time at a ${nominal} error rate, so that the overall error rate is ${overall}. ${stop}`;
    }
    case 'anytime':
      return sentence`Tested after every group, ${countOf(groups, 'group')} in all; the intervals hold at any time, at an overall error rate of ${overall} (${nominal} per comparison). ${stop}`;
  }
}

function writeScope({ unit, groups, epochs, spanMs }: ScopeFacts): Sentence {
  if (unit === 'epoch')
    return sentence`Intervals cover ${countOf(epochs, 'epoch')} (${countOf(groups, 'group')} within ${formatElapsed(spanMs)}): each epoch counts once.`;
  const more =
    epochs > 1 ? ` It has ${countOf(epochs, 'epoch')}; from 3 on, intervals cover epochs.` : '';
  return sentence`Intervals cover launches of this run on this machine; another occasion may differ by more (${code('--epochs')}).${more}`;
}

function writeStopped(facts: LookFacts): string | undefined {
  const { kind, looks, groups, stoppedBecause, budgetMs } = facts;
  if (stoppedBecause === 'budget') return 'stopped by the time budget';
  if (stoppedBecause === 'groups' && budgetMs !== undefined)
    return `as many as fit the budget of ${formatElapsed(budgetMs)}`;
  if (stoppedBecause !== 'all-decided') return undefined;
  return kind === 'anytime'
    ? `decided after ${groups}`
    : `decided at the test after ${looks.at(-1) ?? groups}`;
}

export const englishEvidence: EvidenceMessages = {
  looks: writeLooks,
  scope: writeScope,
  stopped: writeStopped,
  cheaper: (label, primary, isPriced) =>
    sentence`${name(label)} is tied with it in ${metricNames[primary]} and shown to ${isPriced ? 'cost less' : 'need less CPU per request'}: choose it unless something else speaks against it.`,
  corrected: (labels) =>
    sentence`${listNames(labels)}: the interval excludes zero difference, but it is not significant after correction for multiple comparisons (Holm), so it stays undecided.`,
  correctedNote: ({ raw, adjusted, limit }) =>
    `the interval alone would decide (p ${raw}); corrected for all comparisons p is ${adjusted}, above ${limit}`,
  title: 'Evidence: p-values, detectable effects, adjusted ratios',
  reading: (metric, limit) => {
    const rule =
      limit === undefined
        ? sentence` The intervals hold at any time, so there are no p-values.`
        : sentence` A difference counts where the p-value corrected for all primary comparisons (Holm) is at most ${limit}.`;
    return sentence`For ${metricNames[metric]}.${rule} “Detectable” is the smallest slowdown that this many groups detect four times out of five.`;
  },
  foreignReading: () =>
    sentence`“Adjusted for other programs’ CPU” removes what their CPU time explains; where it disagrees with the raw difference, the machine was not quiet.`,
  pValue: 'p',
  adjusted: 'p, corrected',
  leastDetectable: 'Detectable',
  foreignAdjusted: 'Adjusted for other programs’ CPU',
  method: 'Method',
  methodName: (method) =>
    ({
      'hodges-lehmann': 'Hodges–Lehmann',
      t: 't',
      'confidence-sequence': 'confidence sequence',
      none: 'none',
    })[method],
  pairTitle: 'Every variant against every other',
  pairCorner: 'row against column',
  pairReading: (metric) =>
    sentence`Difference of the row to the column in ${metricNames[metric]}, for readers with another baseline. ▲ better and ▼ worse hold for all pairs together (Holm); dim ones are undecided or equivalent.`,
  overallTitle: 'Over all scenarios',
  overallReading: (scenarios, loadId) =>
    sentence`Against the baseline at ${name(loadId)}, the mean of ${listNames(scenarios)} with equal weights. A gain in one can hide a loss in another: look at each below.`,
  voidGroups: (count, groups, reason) =>
    count === 1
      ? sentence`Group ${groups} is void: ${reason}`
      : sentence`${countOf(count, 'group')} are void (${groups}): ${reason}`,
};

const statuses: Readonly<Record<GateStatus, string>> = {
  pass: 'passed',
  fail: 'failed',
  inconclusive: 'undecided',
  error: 'not judged',
};

const headlineWords: Readonly<Record<GateStatus, string>> = {
  ...{ pass: 'PASS', fail: 'FAIL', inconclusive: 'INCONCLUSIVE', error: 'NOT JUDGED' },
};

function nameReference(reference: GateReference): string {
  if (reference === 'none') return '';
  return ` against ${reference === 'baseline' ? 'the baseline' : reference.label}`;
}

function writeGateHeadline(headline: GateHeadline): Sentence {
  const { status, metric, reference, label, value, limitKind, threshold, count, total } = headline;
  const what = sentence`${metric === 'wrongBodies' ? 'wrong responses' : metricNames[metric]} of ${name(label)}`;
  const figure = value === undefined ? 'without a figure' : value;
  const against = nameReference(reference);
  const limit = `${limitKind === 'at-most' ? 'at most' : 'at least'} ${threshold ?? 'the baseline'}`;
  const gates = total === 1 ? 'gate' : 'gates';
  const word = sentence`${headlineWords[status]}: `;
  const facts = sentence`${what} ${metric === 'wrongBodies' ? 'are' : 'is'} ${figure}${against}; required: ${limit}`;
  switch (status) {
    case 'pass':
      return total === 1
        ? sentence`${word}${facts}.`
        : sentence`${word}all ${String(total)} gates passed. Closest to its limit: ${facts}.`;
    case 'fail':
      return sentence`${word}${facts}. ${String(count)} of ${String(total)} ${gates} failed.`;
    case 'inconclusive':
      return headline.notExercisedBy !== undefined
        ? sentence`${word}${name(label)} is not exercised by ${name(headline.notExercisedBy)}, so it cannot be judged. ${String(count)} of ${String(total)} ${gates} undecided.`
        : sentence`${word}${facts}, which the data do not decide. ${String(count)} of ${String(total)} ${gates} undecided.`;
    case 'error':
      return sentence`${word}${what}; ${String(count)} of ${String(total)} ${gates} could not be judged.`;
  }
}

export const englishGates: GateMessages = {
  title: 'Gates',
  headline: writeGateHeadline,
  counts: (counts) => {
    const told = (['fail', 'error', 'inconclusive', 'pass'] as const)
      .filter((status) => counts[status] > 0)
      .map((status) => sentence`${strong(String(counts[status]))} ${statuses[status]}`);
    return sentence`${joinEnglish(told)}.`;
  },
  none: () =>
    sentence`This run has no gates. To have a rule such as “p99 at most 5% worse” checked, add ${code('gates')} to the config, then ${code('loadstone run')} and ${code('loadstone gate')}.`,
  reading: () =>
    sentence`A gate passes or fails where its interval lies on one side of the limit, or by the groups that break it; otherwise it is undecided. Detectable: the smallest change that this many groups would detect.`,
  passed: (count) => `${count} passed`,
  cut: (shown, total) =>
    sentence`Shown: ${String(shown)} of ${String(total)}; all of them are in ${code('result.json')}.`,
  gate: 'Gate',
  scenario: 'Scenario',
  outcomeColumn: 'Outcome',
  measured: 'Measured',
  mustBe: 'Must be',
  outcome: (outcome) => englishGateOutcomes[outcome],
  status: (status) => statuses[status],
  metric: (metric, reference) => {
    const text = metric === 'wrongBodies' ? 'wrong responses' : metricNames[metric];
    return `${text}${nameReference(reference)}`;
  },
  limit: (kind, figure) =>
    `${kind === 'at-most' ? 'at most' : 'at least'} ${figure ?? 'the baseline'}`,
};

export const englishTimeline: TimelineMessages = {
  title: 'Over load time',
  finding: (label, share, at) =>
    sentence`Lowest availability of ${name(label)}: ${strong(share)} at ${at}.`,
  allAvailable: (label) => sentence`${name(label)} answered every request in every interval.`,
  reading: (interval) =>
    sentence`Steps of ${interval}, all groups overlaid: responses per second, below it p50 and p99, then the success ratio. Gaps have too few responses for a percentile.`,
  rate: 'good responses per second',
  latency: 'latency (log scale)',
  availability: 'success',
  time: 'load time since the first recorded window',
  phase: 'Phase',
  demand: 'Due',
  dropped: 'Never sent',
  success: 'Success',
  others: (count) =>
    sentence`Drawn: the baseline and the best of those with a timeline; ${countOf(count, 'more is', 'more are')} in ${code('result.json')}.`,
  elsewhere: () =>
    sentence`With this many variants only the scenario of the verdict is drawn; the timelines of this one are in ${code('result.json')}.`,
  none: () =>
    sentence`This run has no timelines: older versions did not record them. To get them, measure again: ${code('loadstone run')}.`,
  heatTitle: (label) => `Latencies of ${label} over load time`,
  heatFinding: (label, lowest, highest) =>
    sentence`Latency of ${name(label)}: ${lowest} to ${highest}.`,
  heatReading: () =>
    sentence`Each column is a step of load time, each row a range of latencies; brighter means more responses (log scale).`,
  heatTable: () => 'Responses by latency',
  few: 'few',
  many: 'many',
};

export const englishCost: CostMessages = {
  title: 'Cost per million good responses',
  finding: (least, leastCost, most, mostCost) =>
    sentence`Lowest cost: ${name(least)}, ${strong(leastCost)}. Highest: ${name(most)}, ${mostCost}.`,
  unpriced: () =>
    sentence`The config has no prices, so there is no cost. To see it, add ${code('prices')} with the price of a CPU hour and of a GiB hour; the table shows how much of both a million good responses take.`,
  reading: (cpu, gib) =>
    sentence`CPU of service, database and cache at ${cpu} an hour, memory of the service at ${gib} a GiB hour; median of the groups.`,
  cost: (currency) => (currency === '' ? 'Cost' : `Cost, ${currency}`),
  cpuHours: 'CPU hours',
  gibHours: 'GiB hours',
  assumptions: 'Other prices',
  perCpuHour: 'a CPU hour',
  perGibHour: 'a GiB hour',
  recomputed: () =>
    sentence`Computed from your prices and the two columns of hours; it may differ slightly from the median of the groups.`,
};
