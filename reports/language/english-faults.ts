// Faults in English.

import { type FaultMetricName, nameFaultColumns } from '../document/fault-metrics.ts';
import type { FaultDescription } from '../document/faults.ts';
import type { AuditFigure } from '../figures/faults.ts';
import { countOf } from './count-of.ts';
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
  duplicated: 'done twice',
  phantom: 'that nobody sent',
  resurrected: 'done though refused',
  wrongAmount: 'with another amount',
  lostUpdates: 'overwritten',
  brokenInvariants: 'times a rule broken',
  staleReads: 'reads older than allowed',
};

const nameWrong = ({ figure, isOne }: WrongFacts): string => {
  if (isOne && figure === 'brokenInvariants') return 'rule broken';
  return isOne && figure === 'staleReads' ? 'read older than allowed' : wrongWords[figure];
};

const listWrong = (wrong: readonly WrongFacts[]): Sentence =>
  joinEnglish(wrong.map((one) => sentence`${strong(one.count)} ${nameWrong(one)}`));

const unsure = ({ indeterminate }: AuditFacts): string =>
  `${indeterminate} more had no certain answer and count for neither.`;

const auditNames: Readonly<Record<AuditFigure | 'acknowledged' | 'indeterminate', string>> = {
  acknowledged: 'Acknowledged',
  indeterminate: 'Indeterminate',
  lost: 'Lost',
  duplicated: 'Doubled',
  phantom: 'Phantom',
  resurrected: 'Resurrected',
  wrongAmount: 'Wrong amount',
  lostUpdates: 'Lost updates',
  brokenInvariants: 'Broken rules',
  staleReads: 'Stale reads beyond the limit',
};

const auditMeanings: typeof auditNames = {
  acknowledged: 'writes that the service said it had done',
  indeterminate: 'no certain answer: a timeout, a reset, a 5xx; done or not, both are right',
  lost: 'acknowledged, and not in the data',
  duplicated: 'in the data more than once',
  phantom: 'in the data, and nobody sent it',
  resurrected: 'refused, and in the data all the same',
  wrongAmount: 'in the data with another amount',
  lostUpdates: 'an acknowledged change that a later one took away',
  brokenInvariants: 'rows that break a rule which must always hold',
  staleReads: 'reads of data that had been replaced longer ago than is allowed',
};

const columns: Readonly<Record<FaultColumn | FaultMetricName, string>> = {
  ...nameFaultColumns('en'),
  before: 'Good before',
  during: 'Good while broken',
  after: 'Good after',
  apdex: 'Apdex broken',
  p50: 'p50 before → broken',
  p99: 'p99 before → broken',
  kinds: 'Not good while broken',
  reasons: 'Why requests failed',
  evidence: 'That it took effect',
  comparison: 'Against the baseline',
};

function writeSettings(facts: FaultSettingFacts): readonly Sentence[] {
  const load =
    facts.rate === undefined
      ? sentence`Scenario ${name(facts.scenario)}.`
      : sentence`Scenario ${name(facts.scenario)} at ${strong(facts.rate)}, open loop (${facts.arrivals === 'poisson' ? 'Poisson' : 'uniform'} arrivals), the same for every variant: load does not wait for a service that is down.`;
  return [
    load,
    sentence`${facts.before} before the fault, ${facts.during} broken, ${facts.after} from the start of healing; ${String(facts.groupsEnded)} of ${countOf(facts.groupsPlanned, 'group')}, each in fresh processes.`,
    sentence`A request is good where its answer is right and came within ${facts.goodWithin}; it is given up after ${facts.requestTimeout}.`,
    sentence`A window of ${facts.window} is up where at least ${facts.upRatio} of its requests were good; back is what holds for ${facts.hold}. The aim is ${facts.slo}.`,
    facts.staleness === undefined
      ? sentence`No limit was set for how old reads may be.`
      : sentence`Reads may be ${facts.staleness} old.`,
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
        : ` Ranked: the ${ranked} of ${countOf(measured, 'variant')} with right data.`;
    if (isUndecided)
      return sentence`No variant is shown to stay up better than the others: over ${over} that all ranked variants met, ${name(label)} answers most requests well from the injection on, ${strong(share)}${bounds}, and no one is clearly behind it.${of}`;
    return sentence`${name(label)} stays up best: over ${over} that all ranked variants met, ${strong(share)}${bounds} of the requests are answered well from the injection on.${of}`;
  },
  rivals: (labels) =>
    sentence`Not clearly behind it: ${joinEnglish(labels.map((label) => [name(label)]))}.`,
  nobodyBest: () => sentence`No variant can be said to stay up best.`,
  invalid: () => sentence`No conclusion: this run is not valid.`,
  singlePoints: (faults) =>
    faults.length === 1
      ? sentence`${joinEnglish(faults.map(titleOf))} takes every variant down that met it: a single point of failure.`
      : sentence`${joinEnglish(faults.map(titleOf))} take every variant down that met them: single points of failure.`,
  noSinglePoint: () => sentence`No fault takes all variants down.`,
  wrongTitle: (wrong) => sentence`Wrong data: ${listWrong(wrong)}`,
  wrongData: (facts) =>
    sentence`Wrong data: of ${strong(facts.acknowledged)} acknowledged writes and the reads beside them, ${listWrong(facts.wrong)}. ${unsure(facts)}`,
  rightData: (facts) =>
    sentence`Of ${strong(facts.acknowledged)} acknowledged writes none was lost and none done twice. ${unsure(facts)}`,
  unknownData: (reason) =>
    sentence`Whether writes were lost is not known${toPlainText(reason) === '' ? '' : sentence`: ${reason}`}`,
  auditTitle: 'Were data lost?',
  auditName: (figure) => auditNames[figure],
  auditMeaning: (figure) => auditMeanings[figure],
  auditUnknown: 'not known',
  auditReading: () =>
    sentence`What clients were told is compared with what is in the data after the last group; sums over all episodes.`,
  staleNoLimit: 'no limit was set',
  staleness: (p99, most) =>
    sentence`Reads were up to ${most} old, at p99 of the worst episode ${p99}.`,
  groups: (count) => countOf(count, 'group'),
  findings: 'What was found',
  tableTitle: 'Which variant survives what',
  tableReading: (slo) =>
    sentence`Large: the share of requests answered well while it was broken. Holds: at least ${slo}; dented: below that; mostly down: below half; down: below 1%. Below it the longest outage, and how long after the start of healing all was as before.`,
  variantCorner: 'Variant',
  severity: (severity) =>
    ({ holds: 'holds', dented: 'dented', poor: 'mostly down', down: 'down' })[severity],
  noOutage: 'no outage',
  outage: (span) => `out for ${span}`,
  backAtOnce: 'back at once',
  back: (span) => `back after ${span}`,
  notBack: (span) => `not back within ${span}`,
  partlyOpen: (open, groups) => `not back in ${open} of ${countOf(groups, 'group')}`,
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
      ? sentence`${name(best)}: ${strong(bestShare)} answered well while it was broken.`
      : sentence`${name(best)} holds up best with ${strong(bestShare)} answered well while it was broken, ${name(worst)} least with ${strong(worstShare)}.`,
  timelineSame: (share) =>
    sentence`Every variant that met it: ${strong(share)} answered well while it was broken.`,
  untrusted: () => sentence`The run is not valid: these figures show nothing.`,
  timelineReading: (window) =>
    sentence`Filled: share of requests answered well in each ${window}, all groups together; thin line below: their p99 (log scale); strip: green up, red down. Shaded: from the injection to the start of healing; dotted: the end of healing. Seconds from the injection.`,
  timelineGood: 'answered well',
  curveFinding: (label, width, share) =>
    sentence`The worst ${width} of ${name(label)}: ${strong(share)} answered well.`,
  curveReading: () =>
    sentence`For each length of time the worst stretch of that length from the injection on: where a curve leaves the floor is about how long the outage was.`,
  curveAxis: 'length of the worst stretch (log scale)',
  curveRatio: 'answered well',
  column: (column) => columns[column],
  kinds: ([failed, timedOut, dropped, slow, inFlight]) =>
    `${failed} failed, ${timedOut} timed out, ${dropped} never sent, ${slow} too late, ${inFlight} open`,
  byRequest: (share) => `by request ${share}`,
  never: 'never',
  atOnce: 'at once',
  nothing: 'none',
  points: (points) => `${points} points`,
  comparison: (verdict) =>
    verdict === 'inconclusive' ? 'undecided' : verdict === 'equivalent' ? 'the same' : verdict,
  gatesTitle: 'Gates under faults',
  gateOutcome: (outcome) =>
    ({ pass: 'passed', fail: 'failed', inconclusive: 'undecided', error: 'not judged' })[outcome],
  gateFault: 'Fault',
  gateReason: 'Why',
  settingsTitle: 'How faults were injected',
  settings: writeSettings,
  watchTitle: 'Watch',
  readingTitle: 'How to read faults',
  glossary: () => [
    {
      word: 'Episode',
      meaning:
        'A variant in fresh processes under load, one fault, its healing. It is repeated in each group; intervals are over groups, never over requests.',
    },
    {
      word: 'Back after',
      meaning:
        'From the start of healing to the first stretch in which latency, goodput and availability are near those before. “Not back” where that was not seen: it took longer than was watched, nobody knows how much.',
    },
    {
      word: 'User-uptime',
      meaning:
        'Share of their time, from the injection on, for which simulated users had a service: up after a good request until the next of the same user, down after another. Who sends or retries more counts no more. “–”: the scenario tells no users apart, or they came back too seldom to tell.',
    },
    {
      word: 'Lost service',
      meaning: 'Goodput that was missing, as seconds of full outage: half of it for 4 s is 2 s.',
    },
    {
      word: 'Budget burn',
      meaning:
        'Errors from the injection on over those that the aim allows in that time; above 1 the aim is missed.',
    },
    {
      word: 'Void',
      meaning: 'The fault was tried and did not take effect: nothing follows from it.',
    },
  ],
  seed: (seed) => sentence`Seed ${seed}: the same order of variants and faults.`,
};
