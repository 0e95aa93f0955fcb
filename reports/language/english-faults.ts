// Faults in English.

import { type FaultMetricName, nameFaultColumns } from '../document/fault-metrics.ts';
import type { FaultDescription } from '../document/faults.ts';
import { countOf } from '../document/messages/count.ts';
import type { AuditFigure } from '../figures/faults.ts';
import { joinEnglish } from './english-words.ts';
import type {
  AuditFacts,
  FaultColumn,
  FaultMessages,
  FaultSettingFacts,
  WrongFacts,
} from './fault-messages.ts';
import { code, name, quote, type Sentence, sentence, strong, toPlainText } from './sentence.ts';

const titleOf = ({ title }: FaultDescription): Sentence => [quote(title)];

const wrongWords: Readonly<Record<AuditFigure, string>> = {
  lost: 'lost',
  duplicated: 'duplicated',
  phantom: 'that nobody sent',
  resurrected: 'applied though refused',
  wrongAmount: 'with a different amount',
  lostUpdates: 'overwritten',
  brokenInvariants: 'broken rules',
  staleReads: 'reads older than allowed',
};

const nameWrong = ({ figure, isOne }: WrongFacts): string => {
  if (isOne && figure === 'brokenInvariants') return 'broken rule';
  return isOne && figure === 'staleReads' ? 'read older than allowed' : wrongWords[figure];
};

const listWrong = (wrong: readonly WrongFacts[]): Sentence =>
  joinEnglish(wrong.map((one) => sentence`${strong(one.count)} ${nameWrong(one)}`));

const unsure = ({ indeterminate }: AuditFacts): string =>
  `${indeterminate} more are indeterminate and count for neither.`;

const auditNames: Readonly<Record<AuditFigure | 'acknowledged' | 'indeterminate', string>> = {
  acknowledged: 'Acknowledged',
  indeterminate: 'Indeterminate',
  lost: 'Lost',
  duplicated: 'Duplicated',
  phantom: 'Phantom',
  resurrected: 'Resurrected',
  wrongAmount: 'Wrong amount',
  lostUpdates: 'Lost updates',
  brokenInvariants: 'Broken rules',
  staleReads: 'Stale reads beyond the limit',
};

const auditMeanings: typeof auditNames = {
  acknowledged: 'writes that the service confirmed',
  indeterminate: 'timeout, reset or 5xx: applied or not, both are right',
  lost: 'acknowledged but not in the data',
  duplicated: 'in the data more than once',
  phantom: 'in the data but never sent',
  resurrected: 'refused but in the data',
  wrongAmount: 'in the data with a different amount',
  lostUpdates: 'an acknowledged change that a later one overwrote',
  brokenInvariants: 'rows that break a rule that must always hold',
  staleReads: 'reads of data that had been replaced longer ago than allowed',
};

const columns: Readonly<Record<FaultColumn | FaultMetricName, string>> = {
  ...nameFaultColumns('en'),
  before: 'Good before',
  during: 'Good while broken',
  after: 'Good after',
  apdex: 'Apdex broken',
  p50: 'p50 before → broken',
  p99: 'p99 before → broken',
  kinds: 'Bad while broken',
  reasons: 'Why requests failed',
  evidence: 'Evidence of the fault',
  comparison: 'Against the baseline',
};

function writeSettings(facts: FaultSettingFacts): readonly Sentence[] {
  const load =
    facts.rate === undefined
      ? sentence`Scenario ${name(facts.scenario)}.`
      : sentence`Scenario ${name(facts.scenario)} at ${strong(facts.rate)}, open loop (${facts.arrivals === 'poisson' ? 'Poisson' : 'uniform'} arrivals), the same for every variant: load does not wait while the service is down.`;
  return [
    load,
    sentence`${facts.before} before the fault, ${facts.during} broken, ${facts.after} from the start of healing; ${String(facts.groupsEnded)} of ${countOf(facts.groupsPlanned, 'group')}, each in fresh processes.`,
    sentence`A request is good if its response is correct and arrives within ${facts.goodWithin}; it times out after ${facts.requestTimeout}.`,
    sentence`A window of ${facts.window} is up if at least ${facts.upRatio} of its requests were good; recovery must hold for ${facts.hold}. The SLO is ${facts.slo}.`,
    facts.staleness === undefined
      ? sentence`No staleness limit was set.`
      : sentence`Reads may be up to ${facts.staleness} stale.`,
  ];
}

export const englishFaults: FaultMessages = {
  title: 'When something breaks',
  pageTitle: (run) => `${run}: under faults`,
  none: () =>
    sentence`What happens when something breaks was not tested. To find out, run ${code('loadstone faults')}.`,
  faultTitle: titleOf,
  faultMechanism: ({ mechanism }) => [quote(mechanism)],
  best: ({ label, share, interval, faults, ranked, measured, isUndecided }) => {
    const bounds = interval === '' ? '' : ` ${interval}`;
    const over = faults === 1 ? 'the one fault' : `the ${countOf(faults, 'fault')}`;
    const of =
      ranked === measured
        ? ''
        : ` Ranked: the ${ranked} of ${countOf(measured, 'variant')} with correct data.`;
    if (isUndecided)
      return sentence`No variant is shown to stay up better than the others: over ${over} that all ranked variants met, ${name(label)} has the highest availability from the injection on, ${strong(share)}${bounds}, but none is clearly behind it.${of}`;
    return sentence`${name(label)} stays up best: over ${over} that all ranked variants met, its availability from the injection on is ${strong(share)}${bounds}.${of}`;
  },
  rivals: (labels) =>
    sentence`Not clearly behind it: ${joinEnglish(labels.map((label) => [name(label)]))}.`,
  nobodyBest: () => sentence`No variant can be said to stay up best.`,
  invalid: () => sentence`No conclusion: this run is invalid.`,
  singlePoints: (faults) =>
    faults.length === 1
      ? sentence`${joinEnglish(faults.map(titleOf))} takes down every variant that met it: a single point of failure.`
      : sentence`${joinEnglish(faults.map(titleOf))} take down every variant that met them: single points of failure.`,
  noSinglePoint: () => sentence`No fault takes all variants down.`,
  wrongTitle: (wrong) => sentence`Wrong data: ${listWrong(wrong)}`,
  wrongData: (facts) =>
    sentence`Wrong data: of ${strong(facts.acknowledged)} acknowledged writes and the reads beside them, ${listWrong(facts.wrong)}. ${unsure(facts)}`,
  rightData: (facts) =>
    sentence`Of ${strong(facts.acknowledged)} acknowledged writes none was lost and none duplicated. ${unsure(facts)}`,
  unknownData: (reason) =>
    sentence`Whether writes were lost is not known${toPlainText(reason) === '' ? '' : sentence`: ${reason}`}`,
  auditTitle: 'Was data lost?',
  auditName: (figure) => auditNames[figure],
  auditMeaning: (figure) => auditMeanings[figure],
  auditUnknown: 'not known',
  auditReading: () =>
    sentence`What clients were told is compared with the data after the last group; totals of all episodes.`,
  staleNoLimit: 'no limit set',
  staleness: (p99, most) =>
    sentence`Reads were up to ${most} stale; p99 of the worst episode: ${p99}.`,
  groups: (count) => countOf(count, 'group'),
  findings: 'Findings',
  tableTitle: 'Which variant survives what',
  tableReading: (slo) =>
    sentence`Large: availability during the fault. Holds: at least ${slo}; degraded: below that; mostly down: below 50%; down: below 1%. Below: the longest outage, and the time from the start of healing to full recovery.`,
  variantCorner: 'Variant',
  severity: (severity) =>
    ({ holds: 'holds', dented: 'degraded', poor: 'mostly down', down: 'down' })[severity],
  noOutage: 'no outage',
  outage: (span) => `out for ${span}`,
  backAtOnce: 'recovered at once',
  back: (span) => `recovered after ${span}`,
  notBack: (span) => `not recovered within ${span}`,
  partlyOpen: (open, groups) => `not recovered in ${open} of ${countOf(groups, 'group')}`,
  dataWrong: (wrong) =>
    `Wrong data: ${wrong.map((one) => `${one.count} ${nameWrong(one)}`).join(', ')}`,
  dataUnknown: 'data not audited',
  notRun: 'not run',
  isVoid: 'void',
  notMeasured: (label, isVoid, reason) =>
    sentence`${name(label)}: ${isVoid ? 'void' : 'not run'}. ${reason}`,
  noneMeasured: () => sentence`Nothing was measured under this fault.`,
  timelineFinding: ({ best, bestShare, worst, worstShare, isOne }) =>
    isOne
      ? sentence`${name(best)}: availability ${strong(bestShare)} during the fault.`
      : sentence`Highest availability during the fault: ${name(best)}, ${strong(bestShare)}. Lowest: ${name(worst)}, ${strong(worstShare)}.`,
  timelineSame: (share) =>
    sentence`Every variant that met it: availability ${strong(share)} during the fault.`,
  untrusted: () => sentence`The run is invalid: these figures prove nothing.`,
  timelineReading: (window) =>
    sentence`Filled: availability in each ${window}, all groups together; thin line below: p99 (log scale); strip: green up, red down. Shaded: from the injection to the start of healing; dotted: the end of healing. Seconds from the injection.`,
  timelineGood: 'availability',
  curveFinding: (label, width, share) =>
    sentence`Worst ${width} of ${name(label)}: availability ${strong(share)}.`,
  curveReading: () =>
    sentence`The worst window of each length from the injection on: a curve leaves the floor at about the length of the outage.`,
  curveAxis: 'length of the worst window (log scale)',
  curveRatio: 'availability',
  column: (column) => columns[column],
  kinds: ([failed, timedOut, dropped, slow, inFlight]) =>
    `${failed} failed, ${timedOut} timed out, ${dropped} never sent, ${slow} too late, ${inFlight} open`,
  byRequest: (share) => `by request ${share}`,
  never: 'never',
  atOnce: 'at once',
  nothing: 'none',
  points: (points) => `${points} percentage points`,
  comparison: (verdict) => (verdict === 'inconclusive' ? 'undecided' : verdict),
  gatesTitle: 'Gates under faults',
  gateOutcome: (outcome) =>
    ({ pass: 'passed', fail: 'failed', inconclusive: 'undecided', error: 'not judged' })[outcome],
  gateFault: 'Fault',
  gateReason: 'Why',
  settingsTitle: 'How faults were injected',
  settings: writeSettings,
  watchTitle: 'Caveats',
  readingTitle: 'How to read faults',
  glossary: () => [
    {
      word: 'Episode',
      meaning:
        'A variant in fresh processes under load, one fault, its healing. It is repeated in each group; intervals are over groups, never over requests.',
    },
    {
      word: 'Recovered after',
      meaning:
        'From the start of healing to the first period in which latency, goodput and availability are close to those before. “Not recovered”: it took longer than was observed.',
    },
    {
      word: 'User uptime',
      meaning:
        'Share of time, from the injection on, in which simulated users had a working service: up from a good request to the user’s next one, down from a bad one. Users who send or retry more count no more. “–”: the scenario does not tell users apart, or they returned too seldom.',
    },
    {
      word: 'Lost service',
      meaning: 'Missing goodput as seconds of full outage: half of it for 4 s is 2 s.',
    },
    {
      word: 'Budget burn',
      meaning:
        'Errors from the injection on, divided by those the SLO allows in that time; above 1 the SLO is missed.',
    },
    {
      word: 'Void',
      meaning: 'The fault was injected but did not take effect, so nothing can be concluded.',
    },
  ],
  seed: (seed) => sentence`Seed ${seed}: the same order of variants and faults.`,
};
