// Checks of the machine: generator, foreign load, stolen time, placement.
import type { ValidityCheck } from '../../../reports/schema/result.ts';
import {
  decodeHistogram,
  latencyAtPercentileUs,
  mergeHistograms,
} from '../../measurement/histogram.ts';
import { isSaturated } from '../saturation.ts';
import { type CheckInput, countOf } from './check-input.ts';

/** Lateness below this is the clock of the operating system, whatever the service does. */
const leastLatenessUs = 1_000;

/** Above this share of all slices at the generator's limit the run measures the generator. */
const mostSaturatedRatio = 0.2;

/** Stolen CPU time above this share of a group is worth a warning; pairing takes out the rest. */
const notableStealRatio = 0.05;

/**
 * Fails where more than a fifth of all slices found the generator above its CPU limit; a warning where
 * any did. One fast variant alone at the limit looks slower than it is, which is the safe side, and
 * carries a warning of its own.
 */
export function checkGenerator({ trials, experiment }: CheckInput): ValidityCheck {
  const name = 'generator-not-the-bottleneck';
  const limit = experiment.limits.generatorCpuRatio;
  const slices = trials.flatMap((trial) => trial.slices);
  const known = slices.flatMap(({ generatorCpuRatio }) => generatorCpuRatio ?? []);
  if (known.length === 0) {
    return { name, status: 'warning', detail: 'The CPU of the generator was not measured.' };
  }
  const over = known.filter((ratio) => ratio > limit).length;
  const isFailed = over / known.length > mostSaturatedRatio;
  return {
    name,
    status: isFailed ? 'failed' : over > 0 || known.length < slices.length ? 'warning' : 'ok',
    detail: `${countOf(over, known.length, 'slices')} found the generator above ${limit} of a CPU (measured in ${countOf(known.length, slices.length, 'slices')}; a share of ${mostSaturatedRatio} is too much).`,
  };
}

/**
 * Fails where more than a fifth of the open-loop trials sent too late at p99: then the generator or its
 * host, not the service, made the latencies. Trials of a saturated variant wait for the service, so they
 * say nothing of the generator.
 */
export function checkSendsOnTime({ trials, experiment }: CheckInput): ValidityCheck {
  const name = 'sends-on-time';
  const open = trials.filter((trial) => trial.measurement.sendLateness !== undefined);
  const judged = open.filter((trial) => !isSaturated(trial));
  const ratio = experiment.limits.latenessRatio;
  const late = judged.filter((trial) => {
    const { sendLateness, routes } = trial.measurement;
    if (sendLateness === undefined) return false;
    const latency = mergeHistograms(routes.map(({ serviceTime }) => serviceTime));
    const serviceTimeUs = latencyAtPercentileUs(latency, 99) ?? 0;
    const latenessUs = latencyAtPercentileUs(decodeHistogram(sendLateness), 99) ?? 0;
    return latenessUs > Math.max(leastLatenessUs, ratio * serviceTimeUs);
  }).length;
  if (trials.length === 0) return { name, status: 'warning', detail: 'There are no trials.' };
  if (open.length === 0)
    return { name, status: 'ok', detail: 'No open load was planned, so no start had to be kept.' };
  const isFailed = judged.length > 0 && late / judged.length > mostSaturatedRatio;
  return {
    name,
    status: isFailed ? 'failed' : late > 0 || judged.length === 0 ? 'warning' : 'ok',
    detail: `${countOf(late, judged.length, 'open-loop trials')} sent later at p99 than ${ratio} times the service time at p99, or 1 ms where that is more (${open.length - judged.length} of saturated variants left aside; a share of ${mostSaturatedRatio} is too much).`,
  };
}

/** Fails where a group above the limit was counted all the same; unknown is a warning. */
export function checkForeignCpu({ validGroups, experiment }: CheckInput): ValidityCheck {
  const limit = experiment.limits.foreignCpuRatio;
  const known = validGroups.flatMap(({ ended }) => ended?.foreignCpuRatio ?? []);
  const over = known.filter((ratio) => ratio > limit).length;
  return {
    name: 'foreign-cpu-within-limit',
    status: over > 0 ? 'failed' : isMissing(known, validGroups) ? 'warning' : 'ok',
    detail: describeGroups('Other programs used', known, validGroups.length, `limit ${limit}`),
  };
}

/** Warns of stolen time above 5 % of a group, or where it is not known. */
export function checkSteal({ validGroups }: CheckInput): ValidityCheck {
  const known = validGroups.flatMap(({ ended }) => ended?.stealRatio ?? []);
  const over = known.filter((ratio) => ratio > notableStealRatio).length;
  return {
    name: 'steal',
    status: over > 0 || isMissing(known, validGroups) ? 'warning' : 'ok',
    detail: describeGroups(
      'The host of this machine took away',
      known,
      validGroups.length,
      `notable from ${notableStealRatio} on`,
    ),
  };
}

function isMissing(known: readonly number[], groups: readonly unknown[]): boolean {
  return known.length === 0 || known.length < groups.length;
}

function describeGroups(
  head: string,
  known: readonly number[],
  groups: number,
  rule: string,
): string {
  if (known.length === 0) return `${head} an unknown share of the CPU time: not measured.`;
  const highest = Math.max(...known).toFixed(3);
  return `${head} at most a share of ${highest} of the CPU time in a group (${rule}; known for ${countOf(known.length, groups, 'groups')}).`;
}

/** Warns where processes were not pinned to CPUs, since placement moves figures more than many variants do. */
export function checkPlacement({ experiment, placement }: CheckInput): ValidityCheck {
  const name = 'placement-fixed';
  if (experiment.placement === 'none') {
    return { name, status: 'warning', detail: 'The config leaves placement to the system.' };
  }
  const pinned = Object.entries(placement ?? {}).map(([role, cpus]) => `${role} on CPU ${cpus}`);
  if (pinned.length === 0) {
    return { name, status: 'warning', detail: 'No process was pinned, or it is not recorded.' };
  }
  return { name, status: 'ok', detail: `Fixed for the whole run: ${pinned.join(', ')}.` };
}
