// Two runs against each other, in English.

import type { ChangeVerdict, EnvironmentName, SettingName } from '../document/compare.ts';
import { countOf } from '../document/messages/count.ts';
import type { CompareMessages, EffectChangeFacts } from './compare-messages.ts';
import { englishMetricNames } from './english-words.ts';
import { name, type Sentence, sentence } from './sentence.ts';

const differenceNames: Readonly<Record<SettingName | EnvironmentName, string>> = {
  experiment: 'experiment',
  configured: 'setting',
  reproduceCommand: 'command',
  seed: 'seed',
  planHash: 'plan hash',
  toleranceRatio: 'tolerance',
  looks: 'interim tests',
  groupsPlanned: 'groups planned',
  baseline: 'baseline',
  scenarios: 'scenarios',
  loads: 'loads',
  loadRateRps: 'arrivals per second',
  derivedRateRps: 'arrivals per second (a share of the measured capacity)',
  loadConnections: 'connections',
  primaryMetric: 'primary metric',
  factors: 'factors',
  levels: 'levels',
  variants: 'variants',
  gates: 'gates',
  prices: 'prices',
  fingerprint: 'fingerprint',
  hostname: 'host',
  os: 'operating system',
  kernel: 'kernel',
  cpuModel: 'CPU',
  cpuCount: 'number of CPUs',
  memoryBytes: 'memory',
  nodeVersion: 'Node version',
  loadstoneVersion: 'Loadstone version',
  gitCommit: 'commit',
  gitDirty: 'uncommitted changes',
  service: 'service',
  driver: 'driver',
  driverVersion: 'driver version',
  placement: 'placement',
};

const verdicts: Readonly<Record<ChangeVerdict, string>> = {
  same: 'same effect',
  grew: 'effect grew',
  shrank: 'effect shrank',
  reversed: 'effect reversed',
  unclear: 'unclear',
  'not-judged': 'not judged',
};

function writeDifference(what: SettingName | EnvironmentName, subject: string | null): Sentence {
  if (what === 'configured') return sentence`${name(subject ?? '')}`;
  const word = differenceNames[what];
  return subject === null ? sentence`${word}` : sentence`${word} of ${name(subject)}`;
}

/** `The effect of composite on browse (closed-16), throughput, grew from 9.1× to 10.8× (1.19× [0.95×, 1.49×]).` */
function writeEffect(facts: EffectChangeFacts): Sentence {
  const { variantLabel, scenario, loadId, metric, verdict, a, b, change, reason } = facts;
  const subject = sentence`The effect of ${name(variantLabel)} on ${name(scenario)} (${name(loadId)}), ${englishMetricNames[metric]},`;
  switch (verdict) {
    case 'same':
      return sentence`${subject} stayed the same: ${a} and ${b} (${change}).`;
    case 'grew':
    case 'shrank':
    case 'reversed':
      return sentence`${subject} ${verdict} from ${a} to ${b} (${change}).`;
    case 'unclear':
      return sentence`${subject} went from ${a} to ${b} (${change}, unclear).`;
    case 'not-judged':
      return sentence`${subject} is not judged.${reason === undefined ? '' : sentence` ${reason}`}`;
  }
}

export const englishCompare: CompareMessages = {
  pageTitle: (run) => `${run}: what changed`,
  title: 'What changed between two runs',
  groupsValid: (count) => countOf(count, 'valid group'),
  invalid: 'invalid',
  invalidRun: (runId, reason) => sentence`${name(runId)}: ${reason}`,
  settingsTitle: 'Settings that differ',
  environmentTitle: 'Environment that differs',
  noDifference: 'None, as far as the runs recorded them.',
  what: 'What',
  difference: writeDifference,
  notRecorded: 'differs (value not recorded)',
  yes: 'yes',
  no: 'no',
  onlyHere: (values) => `only here: ${values.join(', ')}`,
  other: (differences, more) => {
    const told = differences.flatMap(([what, subject], index) =>
      index === 0
        ? sentence`Other ${writeDifference(what, subject)}`
        : sentence`, other ${writeDifference(what, subject)}`,
    );
    return more > 0 ? sentence`${told} and ${String(more)} more.` : sentence`${told}.`;
  },
  nothingDiffers: 'Settings and environment are the same, as far as the runs recorded them.',
  onlyRepeated: 'Only what any repetition changes: see the tables.',
  noVerdict: (reasons) => sentence`No verdict. ${reasons}`,
  noSharedEffect: 'The runs share no effect in a primary metric.',
  effect: writeEffect,
  counts: ({ total, changed, same, unclear, notJudged, tolerance }) =>
    `Of ${total} primary effects: ${changed} changed, ${same} the same within ${tolerance}, ${unclear} unclear${notJudged > 0 ? `, ${notJudged} not judged` : ''}.`,
  effectsTitle: 'Effects on the common baseline',
  reading: (baselineLabel) =>
    sentence`Ratios to ${name(baselineLabel)}, which ran in the same groups as each variant. A is grey and above, B is blue and below; the line is the interval, a hollow dot is not significantly different from no effect, the band counts as equivalent.`,
  method: (confidencePercent, isFromIntervals, isApart) =>
    `Change: B’s effect ÷ A’s effect, with its ${confidencePercent}% interval, by Welch’s t on the log-ratios of the groups${isFromIntervals ? '; where they are not in the document (*), from the widths of both intervals' : ''}. Verdicts hold after Holm’s correction, over the primary effects and over the others separately.${isApart ? ' † Dividing the two effects gives another change: each effect is the Hodges-Lehmann estimate of its run, the change is of the means of the groups.' : ''}`,
  primary: 'primary',
  direction: (higherIsBetter) => (higherIsBetter ? 'higher is better' : 'lower is better'),
  run: 'Run',
  effectColumn: 'Effect',
  interval: 'Interval',
  change: 'Change, B ÷ A',
  verdict: (verdict) => verdicts[verdict],
  figuresTitle: 'Absolute figures of two days: descriptive only, no verdict',
  figuresReading: 'A machine differs from day to day, so these say nothing about the variants.',
};
