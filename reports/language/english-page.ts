// Headings, captions and labels of the page in English.

import { countOf } from '../document/messages/count.ts';
import type { PlacementFacts, PlacementRole } from '../figures/launch-facts.ts';
import { formatElapsed } from '../figures/quantity.ts';
import { englishGlossary } from './english-glossary.ts';
import { englishMetricNames as metricNames } from './english-words.ts';
import type { EnvironmentKey, PageMessages } from './messages.ts';
import { code, name, sentence, strong } from './sentence.ts';

const environmentNames: Readonly<Record<EnvironmentKey, string>> = {
  run: 'Run',
  started: 'Started',
  ended: 'Ended',
  seed: 'Seed',
  planHash: 'Plan hash',
  fingerprint: 'Fingerprint',
  host: 'Host',
  os: 'Operating system',
  cpu: 'Processor',
  memory: 'Memory',
  node: 'Node.js',
  loadstone: 'Loadstone',
  commit: 'Commit',
  services: 'Services',
  driver: 'Load generator',
  cannotMeasure: 'Cannot measure',
  placement: 'Placement on CPUs',
};

const roleNames: Readonly<Record<PlacementRole, string>> = {
  service: 'service',
  generator: 'load generator',
  database: 'PostgreSQL',
  cache: 'Redis',
};

function sayPlace({ roles, cpus }: PlacementFacts['places'][number]): string {
  const names = roles.map((role) => roleNames[role]);
  const who = [names.slice(0, -1).join(', '), names.at(-1)].filter(Boolean).join(' and ');
  return `${who} on ${cpus.length === 1 ? 'CPU' : 'CPUs'} ${cpus.join(', ')}`;
}

const capitalise = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

const sayGroups = (groups: readonly number[]): string =>
  `${groups.length === 1 ? 'group' : 'groups'} ${groups.join(', ')}`;

export const englishPage: PageMessages = {
  title: (run) => `${run}: variants compared`,
  skip: 'Skip to the verdict',
  language: 'Language',
  theme: 'Colours',
  themeAuto: 'As the system',
  themeLight: 'Light',
  themeDark: 'Dark',
  scenarios: 'Scenarios',
  verdictKicker: 'Verdict',
  trustKicker: 'Can this run be trusted?',
  trustValid: 'Yes. What was checked:',
  checksPassed: (count) => `${countOf(count, 'check')} passed`,
  trustInvalid: 'No. What was checked:',
  runTook: (elapsedMs) => sentence`It took ${formatElapsed(elapsedMs)}.`,
  timeShares: ({ measured, warmup, launch, rest }) =>
    sentence`Measured ${measured} of the time (warm-up ${warmup}, launches ${launch}, the rest ${rest}).`,
  baselineLevels: (levels) => sentence`Baseline: ${name(levels)}.`,
  placement: ({ places, swappedGroups, groups }) =>
    places.length === 0
      ? sentence`No process was pinned to a CPU.`
      : sentence`${capitalise(places.map(sayPlace).join('; '))}${swappedGroups > 0 ? `; swapped in ${swappedGroups} of ${countOf(groups, 'group')}` : ''}.`,
  cycles: ({ restarted, rebuilt }) => {
    const parts = [
      ...(restarted.length > 0 ? [`PostgreSQL restarted before ${sayGroups(restarted)}`] : []),
      ...(rebuilt.length > 0 ? [`template databases rebuilt before ${sayGroups(rebuilt)}`] : []),
    ];
    return sentence`${capitalise(parts.join('; '))}.`;
  },
  runStatus: (status) =>
    ({ complete: 'complete', partial: 'partial', interrupted: 'interrupted' })[status],
  figuresTitle: 'Figures as measured, without a verdict',
  decisionTitle: (metric) => `Which variant? Ranked by ${metricNames[metric]}`,
  decisionCaption: (metric, margin, higherIsBetter) =>
    sentence`Each dot is the difference to the baseline in ${metricNames[metric]}, the line its interval, the grey zone what counts as equivalent (within ${margin}); ${higherIsBetter ? 'further right is better' : 'further left is better'}. A hollow dot is undecided.`,
  intervalColumn: (margin) => `Interval (grey: equivalent, within ${margin})`,
  betterDirection: (towardsRight) => (towardsRight ? 'better →' : '← better'),
  sectionFinding: (label, tied) =>
    tied.length === 0
      ? sentence`Recommended: ${name(label)}.`
      : sentence`Recommended: ${name(label)}, tied with ${countOf(tied.length, 'other')}.`,
  sectionOpen: () => sentence`No recommendation here.`,
  drawnOnly: (drawn, total) =>
    sentence`Shown: the recommended variant, the baseline and the best of the rest, ${String(drawn)} of ${String(total)}; all are in the table or in ${code('result.json')}.`,
  showTable: 'Show the table',
  tableOfValues: 'Table of these values',
  noData: (command) => sentence`Not measured in this run. To get it: ${code(command)}`,
  percentileTitle: 'Latency by percentile',
  percentileAxis: 'percentile of successful responses (log-probability scale)',
  latencyAxis: 'latency (log scale)',
  percentileFinding: (label, p99, baseline, baselineP99) =>
    `p99 of ${label}: ${p99}; of the baseline ${baseline}: ${baselineP99}.`,
  percentileReading: sentence`Lower is faster. Curves cover the requests of all groups, so a few slow groups show; bands span the groups, and percentiles in the table above are those of the typical group. Hatched: fewer than 10 samples lie above, so do not rely on it.`,
  fewSamples: 'fewer than 10 samples',
  untrusted: '* fewer than 10 samples lie above; do not rely on it',
  baselineTag: (label) => (label === 'baseline' ? '' : 'baseline'),
  tierLegend: 'from left to right:',
  count: 'Samples',
  trustedUpTo: 'Reliable up to',
  othersGrey: 'grey: the other variants',
  drawnVariants: 'Drawn:',
  multiplesTitle: 'Each variant by itself',
  multiplesReading: (metric) =>
    metric === undefined
      ? sentence`Left: p99. The thin line is the baseline; all have the same axes. Bands span the groups.`
      : sentence`Left: p99. Right: ${metricNames[metric]} against the baseline, which is the thin line; all have the same axes. Bands span the groups.`,
  multiplesTable: 'See the table of the drawing above for the values.',
  zoom: 'Size:',
  throughputTitle: 'Throughput',
  throughputFinding: (best, bestValue, least, leastValue) =>
    `Highest throughput: ${best}, ${bestValue}. Lowest: ${least}, ${leastValue}.`,
  throughputAxis: (logarithmic) =>
    logarithmic ? 'requests per second (log scale)' : 'requests per second',
  successTitle: 'Success ratio',
  successAll: (requests) => `All ${requests} responses were as expected, in every variant.`,
  successFinding: (worst, share) => `Lowest success ratio: ${worst}, ${share}.`,
  successAxis: 'share of responses as expected',
  perGroupReading: sentence`Small dots are single groups, the bar is the figure over all of them.`,
  wrongNotRanked: '✗ returned wrong responses and is not ranked.',
  resourcesTitle: 'Resources per request',
  resourcesFinding: (least, leastCpu, most, mostCpu) =>
    `Lowest CPU per request: ${least}, ${leastCpu}. Highest: ${most}, ${mostCpu}.`,
  resourcesAxis: 'CPU time per request',
  resourcesReading: sentence`These figures hardly depend on how busy the machine was: the most robust of all.`,
  tierService: 'service',
  tierDatabase: 'database',
  tierCache: 'cache',
  routesTitle: 'Per route',
  route: 'Route',
  succeeded: 'Succeeded',
  failed: 'Failed',
  timedOut: 'Timed out',
  routesCut: (shown, total) =>
    sentence`Shown: ${String(shown)} of ${String(total)} rows; all of them are in ${code('result.json')}.`,
  correctnessTitle: 'Correctness',
  correctnessFinding: (checked, wrong) =>
    wrong === '0'
      ? sentence`${strong(checked)} responses were checked: none had wrong content.`
      : sentence`${strong(wrong)} of ${checked} checked responses had wrong content: speed does not count there.`,
  checkedBodies: 'Bodies checked',
  wrongBodies: 'Wrong',
  failureReasons: 'Most frequent reasons',
  treatment: 'Configured',
  treatmentStatus: (status) =>
    ({
      'as-planned': 'as planned',
      'not-offered': 'not reported',
      'same-as-another': 'same as another',
    })[status],
  exercise: 'Exercised',
  exerciseStatus: (status) =>
    ({
      exercised: 'exercised',
      'beside-the-point': 'not relevant',
      'not-exercised': 'not exercised',
      unknown: 'unknown',
    })[status],
  warningsTitle: 'Warnings',
  comparedTitle: 'What was compared',
  comparedIntro: (groups, variants, margin) =>
    sentence`${countOf(variants, 'variant')} in ${countOf(groups, 'group')}; differences within ${margin} count as equivalent.`,
  boldIsBaseline: 'Bold: the level of the baseline.',
  factor: 'Factor',
  levels: 'Levels',
  notRunTitle: 'Not run',
  trialsTitle: 'Trials',
  trialsReading: (included, total) =>
    sentence`All figures above come from these trials: ${String(included)} of ${countOf(total, 'trial')} are included.`,
  group: 'Group',
  slices: 'Slices',
  included: 'Included',
  excluded: 'left out',
  groupStatus: (status) => ({ valid: 'valid', void: 'void' })[status],
  started: 'Started',
  elapsed: 'Duration',
  took: formatElapsed,
  foreignCpu: 'Other programs’ CPU',
  steal: 'CPU steal',
  launchOrder: 'Order of launch',
  groupsTitle: 'Groups',
  environmentTitle: 'Environment',
  environmentName: (key) => environmentNames[key],
  dirtyTree: 'with uncommitted changes',
  nothing: 'none',
  reproduceTitle: 'Run the same again',
  reproduceReading: (seed, planHash) =>
    sentence`Seed ${code(seed)}, plan ${code(planHash)}. The order of variants will be the same; the figures will differ within their intervals.`,
  copy: 'Copy',
  copied: 'Copied',
  readingTitle: 'How to read this',
  glossary: englishGlossary,
  footer: (version) =>
    sentence`Made by Loadstone ${version} from result.json; the page computes only costs at the prices you enter.`,
};
