// The words of tables in English.

import { countOf } from '../document/messages/count.ts';
import { metrics } from '../document/metrics.ts';
import type { VerdictKind } from '../document/result.ts';
import type { Standing } from '../figures/standing.ts';
import { joinEnglish } from './english-words.ts';
import type { TableMessages } from './messages.ts';
import { name, sentence } from './sentence.ts';

const verdicts: Readonly<Record<VerdictKind, string>> = {
  baseline: 'baseline',
  better: 'better',
  worse: 'worse',
  equivalent: 'equivalent',
  inconclusive: 'undecided',
  'not-exercised': 'not exercised by this scenario',
  'not-run': 'not run',
  'not-judged': 'not judged',
};

function writeVerdict(verdict: VerdictKind, moreGroups: number | null): string {
  if (verdict !== 'inconclusive' || moreGroups === null) return verdicts[verdict];
  return `undecided: +${countOf(moreGroups, 'group')}`;
}

function writeStanding(standing: Standing, moreGroups: number | null): string {
  if (standing === 'recommended') return 'recommended';
  if (standing === 'tied') return 'tied with best';
  if (standing === 'wrong-answers') return 'wrong responses';
  if (standing === 'failing') return 'failing';
  return writeVerdict(standing, moreGroups);
}

const groupTitles: Readonly<Record<Standing, (margin: string) => string>> = {
  recommended: () => 'Recommended',
  tied: () => 'Tied with the recommended variant',
  better: () => 'Better than the baseline',
  baseline: () => 'Baseline',
  equivalent: (margin) => `Equivalent to the baseline: the whole interval lies within ${margin}`,
  inconclusive: () => 'Undecided: too noisy or too close to call',
  worse: () => 'Worse than the baseline',
  'wrong-answers': () => 'Wrong responses: speed does not count',
  failing: () => 'Too many failures: speed does not count',
  'not-judged': () => 'Not judged',
  'not-exercised': () =>
    'Not exercised by this scenario: what differs from the baseline is not used, so they are not judged',
  'not-run': () => 'Not run',
};

const figuresOf = {
  'typical-group': 'medians over the groups',
  pooled: 'over all requests',
} as const;

export const englishTable: TableMessages = {
  metricName: (metric) => metrics[metric].name.en,
  metricColumn: (metric) => metrics[metric].column.en,
  standing: writeStanding,
  verdict: writeVerdict,
  groupTitle: (standing, margin) => groupTitles[standing](margin),
  closedLoad: (connections, of) =>
    of === 'iterations'
      ? sentence`${countOf(connections, 'user')}, one iteration after the other`
      : sentence`${countOf(connections, 'connection')}, closed loop`,
  openLoad: (rateRps, connections, of) =>
    of === 'iterations'
      ? sentence`${rateRps} ${rateRps === '1' ? 'iteration' : 'iterations'} per second by at most ${countOf(connections, 'user')}`
      : sentence`${rateRps} ${rateRps === '1' ? 'request' : 'requests'} per second over ${countOf(connections, 'connection')}`,
  openLoadUnsettled: (connections, of) =>
    of === 'iterations'
      ? sentence`iterations at a rate that was not calibrated, by at most ${countOf(connections, 'user')}`
      : sentence`requests at a rate that was not calibrated, over ${countOf(connections, 'connection')}`,
  variant: 'Variant',
  verdictColumn: 'Verdict',
  againstBaseline: 'vs baseline',
  interval: (confidencePercent) => `${confidencePercent}% interval`,
  groups: 'Groups',
  reason: 'Reason',
  apart: ({ estimator, variants }) => {
    const quotients = variants.map(
      ({ label, quotient, isOpposite }) =>
        sentence`${quotient} for ${name(label)}${isOpposite ? ' (the other direction)' : ''}`,
    );
    return sentence`† The difference compares variant and baseline within each group; the figures are ${figuresOf[estimator]}. Dividing them gives ${joinEnglish(quotients)}.`;
  },
  parts: ({ parts, more }) => {
    const named = parts.map(
      ({ label, metric, known, groups }) =>
        sentence`${metrics[metric].column.en} of ${name(label)} ${known === 0 ? 'is over all requests' : `in ${known} of ${countOf(groups, 'group')}`}`,
    );
    const rest = more > 0 ? [sentence`${countOf(more, 'more figure')}`] : [];
    return sentence`‡ From other groups than the figures beside it, since not every group has enough requests, so it may lie below a lower percentile: ${joinEnglish([...named, ...rest])}.`;
  },
  worstGroup: (share) => `worst group ${share}`,
  pooledFigures:
    '* Over all groups: no group has enough requests of this route for a figure of its own.',
  partFigures:
    '‡ The median of fewer groups than p50: the others have too few requests of this route, so it may lie below a lower percentile.',
  warningOf: (labels, warning) =>
    sentence`${joinEnglish(labels.map((label) => [name(label)]))}: ${warning}`,
  keptBaseline: 'keep the baseline',
  resent: 'resent',
  notJudged: 'not judged',
  validityStatus: (status) => ({ ok: 'passed', warning: 'warning', failed: 'failed' })[status],
};
