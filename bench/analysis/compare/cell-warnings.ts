// Caveats of the figures of one cell, as data that travels with them.
import {
  countMessages,
  quoteText,
  writeMessage,
  writeName,
} from '../../../reports/document/messages/message.ts';
import { latencyPercentiles } from '../../../reports/document/metrics.ts';
import type { Comparison, ScenarioResult, Warning } from '../../../reports/document/result.ts';
import { type CpuShortage, countServiceCpus, listCpuShortages } from '../../plan/host-need.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Experiment } from '../../spec/experiment.ts';
import { median } from '../../stats/descriptive.ts';
import { warnOfSampledBodies } from '../checked-answers.ts';
import { isSaturated } from '../checks/lateness.ts';
import { type CpuParts, fewestSamples } from '../metrics.ts';
import { fewestGroups } from '../pairs/comparison.ts';
import { buildWarning, formatShare } from '../warning.ts';
import type { CellMeasurement } from './cell-measurement.ts';

/** Caveats about a cell that do not exclude it, besides those of exclusion.ts. */
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
    ...warnOfFailedPages(measurement),
    ...warnOfGenerator(measurement, experiment),
    ...warnOfIncompleteCpu(measurement, cpuParts),
    ...warnOfLeftOutGroups(measurement, comparisons),
    ...warnOfCaveats(measurement),
  ];
}

function warnOfFewGroups({ trials }: CellMeasurement): readonly Warning[] {
  if (trials.length >= fewestGroups) return [];
  const message = writeMessage('warn-few-groups', { groups: trials.length, fewest: fewestGroups });
  return [buildWarning('FEW_GROUPS', message, writeMessage('advise-few-groups'))];
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
  const checks = missing.map(([name, { made, missed }]) =>
    writeMessage('times-missed', { check: writeName(name, `"${name}"`), missed, made }),
  );
  const message = writeMessage('warn-times-missed', { checks });
  return [buildWarning('SPEED_CHECKS_MISSED', message, writeMessage('advise-times-missed'))];
}

/** Failed visits leave a page's times to those that did not fail, which its figures alone do not tell. */
function warnOfFailedPages({ pages }: CellMeasurement): readonly Warning[] {
  const failing = pages.filter(({ failed }) => failed > 0);
  if (failing.length === 0) return [];
  const told = failing.map(({ page, view, failed, visits, failureReasons }) =>
    writeMessage(view === 'first' ? 'failed-visits-first' : 'failed-visits-repeat', {
      ...{ page: writeName(page), failed, visits },
      reason: quoteText(failureReasons[0]?.reason ?? ''),
    }),
  );
  const message = writeMessage('warn-failed-pages', {
    failed: failing.reduce((sum, page) => sum + page.failed, 0),
    visits: pages.reduce((sum, page) => sum + page.visits, 0),
    pages: told,
  });
  return [buildWarning('PAGES_FAILED', message, writeMessage('advise-failed-pages'))];
}

/** p99.9 is left out: it takes 10,000 requests a trial, so it would be lacking nearly everywhere. */
const highestWarnedPercentile = 99;

function warnOfFewSamples({ trials, lateFrom }: CellMeasurement): readonly Warning[] {
  const lacking = latencyPercentiles.filter(
    ({ name, percentile }) =>
      percentile <= highestWarnedPercentile &&
      percentile < lateFrom &&
      trials.some(({ figures }) => !figures.has(name)),
  );
  if (lacking.length === 0) return [];
  const percentiles = lacking.map(
    ({ percentile }) => `p${percentile} (≥ ${fewestSamples(percentile).toLocaleString('en')})`,
  );
  const message = writeMessage('warn-few-samples', { percentiles: percentiles.join(', ') });
  return [buildWarning('FEW_SAMPLES', message, writeMessage('advise-few-samples'))];
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
  const message = writeMessage('warn-groups-disagree', {
    ...{ slow: slow.length, groups: known.length },
    ...{ highest: formatMs(Math.max(...known)), typical: formatMs(typical) },
  });
  const advice = writeMessage('advise-groups-disagree');
  return [buildWarning('GROUPS_DISAGREE', message, advice)];
}

function formatMs(us: number): string {
  return `${Number((us / 1_000).toPrecision(3))} ms`;
}

function warnOfSaturation({ trials }: CellMeasurement): readonly Warning[] {
  const dropped = trials.reduce((sum, { record }) => sum + record.counts.dropped, 0);
  const saturated = trials.filter(({ record }) => isSaturated(record)).length;
  if (saturated === 0) return [];
  const message = writeMessage('warn-saturated', { saturated, groups: trials.length, dropped });
  return [buildWarning('SATURATED', message, writeMessage('advise-saturated'))];
}

function warnOfGenerator({ trials }: CellMeasurement, { limits }: Experiment): readonly Warning[] {
  const known = trials.flatMap(({ record }) =>
    record.slices.flatMap(({ generatorCpuRatio }) => generatorCpuRatio ?? []),
  );
  const over = known.filter((ratio) => ratio > limits.generatorCpuRatio).length;
  if (over === 0) return [];
  const limit = formatShare(limits.generatorCpuRatio);
  const message = writeMessage('warn-generator', { limit, over, slices: known.length });
  return [buildWarning('GENERATOR_SATURATED', message, writeMessage('advise-generator'))];
}

function warnOfIncompleteCpu({ trials }: CellMeasurement, cpuParts: CpuParts): readonly Warning[] {
  const lacking = trials.filter(({ figures }) => !figures.has('cpuPerRequestUs'));
  if (lacking.length === 0) return [];
  const isUnknown = (part: 'serviceCpuNs' | 'databaseCpuNs' | 'cacheCpuNs') =>
    lacking.some(({ record }) => record.resources[part] === undefined);
  const isDatabaseUnknown = cpuParts.database && isUnknown('databaseCpuNs');
  const parts = [
    ...(isUnknown('serviceCpuNs') ? [writeMessage('part-service')] : []),
    ...(isDatabaseUnknown ? [writeMessage('part-database')] : []),
    ...(cpuParts.cache && isUnknown('cacheCpuNs') ? [writeMessage('part-cache')] : []),
  ];
  const where = { lacking: lacking.length, groups: trials.length };
  return [
    parts.length === 0
      ? buildWarning(
          'CPU_INCOMPLETE',
          writeMessage('warn-cpu-no-request', where),
          writeMessage('advise-failures'),
        )
      : buildWarning(
          'CPU_INCOMPLETE',
          writeMessage('warn-cpu-incomplete', { parts, ...where }),
          writeMessage(isDatabaseUnknown ? 'advise-cpu-database' : 'advise-cpu'),
        ),
  ];
}

function warnOfLeftOutGroups(
  { trials }: CellMeasurement,
  comparisons: readonly Comparison[],
): readonly Warning[] {
  const throughput = comparisons.find(({ metric }) => metric === 'throughputRps');
  if (throughput === undefined || throughput.groups >= trials.length) return [];
  const left = trials.length - throughput.groups;
  const message = writeMessage('warn-left-out', { left, groups: trials.length });
  return [buildWarning('GROUPS_LEFT_OUT', message, writeMessage('advise-left-out'))];
}

function warnOfCaveats({ trials }: CellMeasurement): readonly Warning[] {
  const groups = trials.length;
  return countMessages(trials.map(({ record }) => record.caveats)).map(([caveat, count]) =>
    buildWarning(
      'DRIVER_CAVEAT',
      writeMessage('warn-driver-groups', { caveat, count, groups }),
      writeMessage('advise-driver-groups'),
    ),
  );
}

export interface CpuSupply {
  /** CPUs by role as applied, as in Environment.placement; undefined where not known. */
  readonly placement: Readonly<Record<string, string>> | undefined;
  /** CPUs of the machine; undefined where not known. */
  readonly cpuCount: number | undefined;
}

/** The scenarios with a warning at each measured cell of a variant whose level lacks CPUs. */
export function warnOfCpuShortages(
  scenarios: readonly ScenarioResult[],
  experiment: Experiment,
  { variants }: Plan,
  supply: CpuSupply,
): readonly ScenarioResult[] {
  const serviceCpus = findServiceCpus(supply);
  if (serviceCpus === undefined) return scenarios;
  const shortages = listCpuShortages(experiment, variants, serviceCpus);
  if (shortages.length === 0) return scenarios;
  return scenarios.map((scenario) => ({
    ...scenario,
    cells: scenario.cells.map((cell) => {
      const own = shortages.filter(({ variantIds }) => variantIds.includes(cell.variantId));
      if (cell.verdict === 'not-run' || own.length === 0) return cell;
      return { ...cell, warnings: [...cell.warnings, ...own.map(warnOfShortage)] };
    }),
  }));
}

function findServiceCpus({ placement, cpuCount }: CpuSupply): number | undefined {
  const service = placement?.service?.split(',').map(Number);
  if (service !== undefined) return countServiceCpus({ service }, service.length);
  return cpuCount === undefined ? undefined : countServiceCpus({ service: undefined }, cpuCount);
}

function warnOfShortage(shortage: CpuShortage): Warning {
  const advice = writeMessage('advise-few-cpus', { total: shortage.neededCpus + 1 });
  return buildWarning('FEW_CPUS', sayCpuShortage(shortage), advice);
}

export function sayCpuShortage({ level, neededCpus, givenCpus }: CpuShortage) {
  return writeMessage('few-cpus', {
    ...{ level, total: neededCpus + 1, service: neededCpus, given: givenCpus },
  });
}
