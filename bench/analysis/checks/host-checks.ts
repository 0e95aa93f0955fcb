// Checks of the machine: foreign load, stolen time, tasks that waited, clocks, placement.
import type { ValidityCheck } from '../../../reports/document/result.ts';
import { type CheckInput, partOf } from './check-input.ts';

/** Stolen CPU time above this share of a group is worth a warning; pairing takes out the rest. */
const notableStealRatio = 0.05;

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

/** Warns where tasks of the machine waited for a CPU for more than the limit of a group, or it is not known. */
export function checkPressure({ validGroups, experiment }: CheckInput): ValidityCheck {
  const name = 'cpu-pressure';
  const limit = experiment.limits.cpuPressureRatio;
  const known = validGroups.flatMap(({ ended }) => ended?.cpuPressureRatio ?? []);
  if (known.length === 0) {
    const detail = 'How long tasks waited for a CPU is not known: /proc/pressure was not readable.';
    return { name, status: 'warning', detail };
  }
  const over = known.filter((ratio) => ratio > limit).length;
  return {
    name,
    status: over > 0 || isMissing(known, validGroups) ? 'warning' : 'ok',
    detail: `Some task waited for a CPU during at most a share of ${Math.max(...known).toFixed(3)} of a group (notable from ${limit} on; known for ${partOf(known.length, validGroups.length, 'group')}).`,
  };
}

/** Fails where a group in which the wall clock jumped was counted all the same; unknown is a warning. */
export function checkClock({ validGroups, experiment }: CheckInput): ValidityCheck {
  const name = 'clock-steady';
  const limit = experiment.limits.clockJumpMs;
  const known = validGroups.flatMap(({ ended }) => ended?.clockJumpMs ?? []);
  if (known.length === 0) {
    const detail = 'The wall clock was not compared with the monotonic one.';
    return { name, status: 'warning', detail };
  }
  const largest = Math.max(...known.map(Math.abs));
  return {
    name,
    status: largest > limit ? 'failed' : isMissing(known, validGroups) ? 'warning' : 'ok',
    detail: `The wall clock went at most ${largest} ms apart from the monotonic one in a group (limit ${limit} ms; known for ${partOf(known.length, validGroups.length, 'group')}).`,
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
  return `${head} at most a share of ${highest} of the CPU time in a group (${rule}; known for ${partOf(known.length, groups, 'group')}).`;
}

/** Warns where processes were not pinned to CPUs, since placement moves figures more than many variants do. */
export function checkPlacement({ experiment, placement, validGroups }: CheckInput): ValidityCheck {
  const name = 'placement-fixed';
  if (experiment.placement === 'none') {
    return { name, status: 'warning', detail: 'The config leaves placement to the system.' };
  }
  const pinned = Object.entries(placement ?? {}).map(([role, cpus]) => `${role} on CPU ${cpus}`);
  if (pinned.length === 0) {
    return { name, status: 'warning', detail: 'No process was pinned, or it is not recorded.' };
  }
  const swapped = validGroups.filter(({ started }) => started.isSwapped === true).length;
  const how =
    swapped === 0
      ? 'Fixed for the whole run'
      : `The same for all variants, and swapped in ${partOf(swapped, validGroups.length, 'group')}`;
  return { name, status: 'ok', detail: `${how}: ${pinned.join(', ')}.` };
}
