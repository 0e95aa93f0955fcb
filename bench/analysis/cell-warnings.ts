// What makes the figures of one cell doubtful, as data that travels with them.

import { say } from '../../reports/document/messages/message.ts';
import type { Comparison, Warning } from '../../reports/document/result.ts';
import { countOf } from '../count-of.ts';
import type { Experiment } from '../spec/experiment.ts';
import { median } from '../stats/descriptive.ts';
import type { CellMeasurement } from './cell-measurement.ts';
import { fewestSamples, metricRules } from './metrics.ts';
import { warnOfSampledBodies } from './sampled-bodies.ts';
import { isSaturated } from './saturation.ts';
import type { CpuParts } from './trial-figures.ts';
import { fewestGroups } from './verdict.ts';

/** Doubts about a cell that do not bar it, besides those of barring.ts. */
export function listCellWarnings(
  measurement: CellMeasurement,
  comparisons: readonly Comparison[],
  experiment: Experiment,
  cpuParts: CpuParts,
): readonly Warning[] {
  if (measurement.trials.every(({ record }) => record.counts.scheduled === 0)) return [];
  return [
    ...warnOfFewGroups(measurement),
    ...warnOfFewSamples(measurement),
    ...warnOfDisagreement(measurement),
    ...warnOfSampledBodies(measurement.trials.map(({ record }) => record)),
    ...warnOfSaturation(measurement),
    ...warnOfMissedTimes(measurement),
    ...warnOfGenerator(measurement, experiment),
    ...warnOfIncompleteCpu(measurement, cpuParts),
    ...warnOfLeftOutGroups(measurement, comparisons),
    ...warnOfDoubts(measurement),
  ];
}

function warnOfFewGroups({ trials }: CellMeasurement): readonly Warning[] {
  if (trials.length >= fewestGroups) return [];
  return [
    {
      code: 'FEW_GROUPS',
      message: `Measured in ${countOf(trials.length, 'valid group')}; nothing is decided below ${fewestGroups}.`,
      advice: 'Run more groups; eight give an interval without assumptions.',
    },
  ];
}

/** A script's own demand on the time of an answer is told, and decides nothing: the comparison does. */
function warnOfMissedTimes({ trials }: CellMeasurement): readonly Warning[] {
  const total = new Map<string, { made: number; missed: number }>();
  for (const [name, { made, missed }] of trials.flatMap(({ record }) =>
    Object.entries(record.speedChecks ?? {}),
  )) {
    const before = total.get(name) ?? { made: 0, missed: 0 };
    total.set(name, { made: before.made + made, missed: before.missed + missed });
  }
  const missing = [...total].filter(([, { missed }]) => missed > 0);
  if (missing.length === 0) return [];
  const named = missing.map(([name, { made, missed }]) => `"${name}" in ${missed} of ${made}`);
  return [
    {
      code: 'SPEED_CHECKS_MISSED',
      message: `Checks of the script that ask how long an answer took were not met: ${named.join(', ')}.`,
      advice: 'They count as figures of speed, not as wrong answers; for a rule, write a gate.',
    },
  ];
}

/** p99.9 is left out: it takes 10,000 requests a trial, so it would be lacking nearly everywhere. */
const highestWarnedPercentile = 99;

function warnOfFewSamples({ trials }: CellMeasurement): readonly Warning[] {
  const lacking = metricRules.filter(
    ({ name, percentile }) =>
      percentile !== undefined &&
      percentile <= highestWarnedPercentile &&
      trials.some(({ figures }) => !figures.has(name)),
  );
  const [lowest] = lacking;
  if (lowest?.percentile === undefined) return [];
  const names = lacking.map(({ percentile }) => `p${percentile}`).join(', ');
  return [
    {
      code: 'FEW_SAMPLES',
      message: `In some groups too few requests lie above ${names}; what such a group says of ${lacking.length > 1 ? 'them' : 'it'} is not compared.`,
      advice: `A group needs ${fewestSamples(lowest.percentile)} requests for p${lowest.percentile}: use longer or more slices, or judge by a lower percentile.`,
    },
  ];
}

/** A group beyond this many times the typical one is another thing than noise. */
const disagreesFrom = 2;

/** A median hides a slow launch in ten, which users of that launch do not. */
function warnOfDisagreement({ trials }: CellMeasurement): readonly Warning[] {
  const known = trials.flatMap(({ figures }) => figures.get('latencyP99Us') ?? []);
  const typical = median(known);
  if (typical === undefined || known.length < fewestGroups) return [];
  const slow = known.filter((us) => us > disagreesFrom * typical);
  if (slow.length === 0) return [];
  const message = say('warn-groups-disagree', {
    ...{ slow: slow.length, groups: known.length },
    ...{ highest: formatMs(Math.max(...known)), typical: formatMs(typical) },
  });
  const advice = say('advise-groups-disagree');
  return [
    {
      code: 'GROUPS_DISAGREE',
      ...{ message: message.text, messageSaid: message },
      ...{ advice: advice.text, adviceSaid: advice },
    },
  ];
}

function formatMs(us: number): string {
  return `${Number((us / 1_000).toPrecision(3))} ms`;
}

function warnOfSaturation({ trials }: CellMeasurement): readonly Warning[] {
  const dropped = trials.reduce((sum, { record }) => sum + record.counts.dropped, 0);
  const saturated = trials.filter(({ record }) => isSaturated(record)).length;
  if (saturated === 0) return [];
  return [
    {
      code: 'SATURATED',
      message: `The variant did not keep up with the load in ${saturated} of ${countOf(trials.length, 'group')}; ${dropped} arrivals could not be sent at all.`,
      advice: 'Read its latencies as those of an overloaded service; lower the rate to compare.',
    },
  ];
}

function warnOfGenerator({ trials }: CellMeasurement, { limits }: Experiment): readonly Warning[] {
  const known = trials.flatMap(({ record }) =>
    record.slices.flatMap(({ generatorCpuRatio }) => generatorCpuRatio ?? []),
  );
  const over = known.filter((ratio) => ratio > limits.generatorCpuRatio).length;
  if (over === 0) return [];
  return [
    {
      code: 'GENERATOR_SATURATED',
      message: `The generator was above ${limits.generatorCpuRatio} of a CPU in ${over} of ${countOf(known.length, 'slice')}; the variant may be faster than it looks.`,
      advice: 'Use fewer connections, a lighter scenario, or more CPUs.',
    },
  ];
}

function warnOfIncompleteCpu({ trials }: CellMeasurement, cpuParts: CpuParts): readonly Warning[] {
  const lacking = trials.filter(({ figures }) => !figures.has('cpuPerRequestUs'));
  if (lacking.length === 0) return [];
  const isUnknown = (part: 'serviceCpuNs' | 'databaseCpuNs' | 'cacheCpuNs') =>
    lacking.some(({ record }) => record.resources[part] === undefined);
  const parts = [
    ...(isUnknown('serviceCpuNs') ? ['service'] : []),
    ...(cpuParts.database && isUnknown('databaseCpuNs') ? ['database'] : []),
    ...(cpuParts.cache && isUnknown('cacheCpuNs') ? ['cache'] : []),
  ];
  const where = `in ${lacking.length} of ${countOf(trials.length, 'group')}`;
  if (parts.length === 0)
    return [
      {
        code: 'CPU_INCOMPLETE',
        message: `CPU per request is not known ${where}: no request was finished that it could be divided by.`,
        advice: 'Look at the failure reasons and at the output of the service.',
      },
    ];
  const advice = 'Let Loadstone start the services itself, on Linux';
  return [
    {
      code: 'CPU_INCOMPLETE',
      message: `CPU per request needs the CPU time of ${parts.join(' and ')}, which is not known ${where}.`,
      advice: parts.includes('database')
        ? `${advice}, and let the service keep its connections to the database open: what one that opens and closes between two readings used is not seen.`
        : `${advice}, or read the parts that are known.`,
    },
  ];
}

function warnOfLeftOutGroups(
  { trials }: CellMeasurement,
  comparisons: readonly Comparison[],
): readonly Warning[] {
  const throughput = comparisons.find(({ metric }) => metric === 'throughputRps');
  if (throughput === undefined || throughput.groups >= trials.length) return [];
  return [
    {
      code: 'GROUPS_LEFT_OUT',
      message: `${trials.length - throughput.groups} of ${countOf(trials.length, 'group')} had no success of this variant or of the baseline and are not compared.`,
      advice: 'Look at the failure reasons of both.',
    },
  ];
}

function warnOfDoubts({ trials }: CellMeasurement): readonly Warning[] {
  const doubts = new Map<string, number>();
  for (const { record } of trials) {
    for (const doubt of new Set(record.doubts)) doubts.set(doubt, (doubts.get(doubt) ?? 0) + 1);
  }
  return [...doubts].map(([doubt, groups]) => ({
    code: 'DOUBTFUL_TRIAL',
    message: `${doubt} (in ${groups} of ${countOf(trials.length, 'group')})`,
    advice: 'Read the figures of these groups with care.',
  }));
}
