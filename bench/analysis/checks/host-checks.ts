// Checks of the machine: foreign load, stolen time, tasks that waited, clocks, placement.

import type { Message } from '../../../reports/document/message.ts';
import { writeMessage, writeName } from '../../../reports/document/messages/message.ts';
import type { ValidityCheck } from '../../../reports/document/result.ts';
import { buildCheck, formatShare } from '../warning.ts';
import type { CheckInput } from './check-input.ts';

/** Stolen CPU time above this share of a group is worth a warning; pairing takes out the rest. */
const notableStealRatio = 0.05;

/** Fails where a group above the limit was counted all the same; unknown is a warning. */
export function checkForeignCpu({ validGroups, experiment }: CheckInput): ValidityCheck {
  const limit = experiment.limits.foreignCpuRatio;
  const known = validGroups.flatMap(({ ended }) => ended?.foreignCpuRatio ?? []);
  const name = 'foreign-cpu-within-limit';
  if (known.length === 0) return buildCheck(name, 'warning', writeMessage('check-foreign-unknown'));
  const isOver = known.some((ratio) => ratio > limit);
  const status = isOver ? 'failed' : known.length < validGroups.length ? 'warning' : 'ok';
  return buildCheck(
    name,
    status,
    writeMessage('check-foreign', describeShares(known, limit, validGroups)),
  );
}

/** Warns of stolen time above 5 % of a group, or where it is not known. */
export function checkSteal({ validGroups }: CheckInput): ValidityCheck {
  const known = validGroups.flatMap(({ ended }) => ended?.stealRatio ?? []);
  if (known.length === 0)
    return buildCheck('steal', 'warning', writeMessage('check-steal-unknown'));
  const shares = describeShares(known, notableStealRatio, validGroups);
  const status = judgeNotable(known, notableStealRatio, validGroups);
  return buildCheck('steal', status, writeMessage('check-steal', shares));
}

/** Warns where tasks of the machine waited for a CPU for more than the limit of a group, or it is not known. */
export function checkPressure({ validGroups, experiment }: CheckInput): ValidityCheck {
  const name = 'cpu-pressure';
  const limit = experiment.limits.cpuPressureRatio;
  const known = validGroups.flatMap(({ ended }) => ended?.cpuPressureRatio ?? []);
  if (known.length === 0)
    return buildCheck(name, 'warning', writeMessage('check-pressure-unknown'));
  const shares = describeShares(known, limit, validGroups);
  return buildCheck(
    name,
    judgeNotable(known, limit, validGroups),
    writeMessage('check-pressure', shares),
  );
}

/** Fails where a group in which the wall clock jumped was counted all the same; unknown is a warning. */
export function checkClock({ validGroups, experiment }: CheckInput): ValidityCheck {
  const name = 'clock-steady';
  const limit = experiment.limits.clockJumpMs;
  const known = validGroups.flatMap(({ ended }) => ended?.clockJumpMs ?? []);
  if (known.length === 0) return buildCheck(name, 'warning', writeMessage('check-clock-unknown'));
  const largest = Math.max(...known.map(Math.abs));
  const all = validGroups.length;
  return buildCheck(
    name,
    largest > limit ? 'failed' : known.length < all ? 'warning' : 'ok',
    writeMessage('check-clock', { largest, limit, known: known.length, all }),
  );
}

function judgeNotable(
  known: readonly number[],
  limit: number,
  groups: readonly unknown[],
): ValidityCheck['status'] {
  const isOver = known.some((ratio) => ratio > limit);
  return isOver || known.length < groups.length ? 'warning' : 'ok';
}

function describeShares(known: readonly number[], limit: number, groups: readonly unknown[]) {
  const highest = formatShare(Math.max(...known));
  return { highest, limit: formatShare(limit), known: known.length, all: groups.length };
}

/** Warns where processes were not pinned to CPUs, since placement moves figures more than many variants do. */
export function checkPlacement({ experiment, placement, validGroups }: CheckInput): ValidityCheck {
  const name = 'placement-fixed';
  if (experiment.placement === 'none')
    return buildCheck(name, 'warning', writeMessage('check-placement-off'));
  const pinned = Object.entries(placement ?? {}).map(sayPinned);
  if (pinned.length === 0) return buildCheck(name, 'warning', writeMessage('check-placement-none'));
  const groups = validGroups.length;
  const swapped = validGroups.filter(({ started }) => started.isSwapped === true).length;
  return buildCheck(
    name,
    'ok',
    swapped === 0
      ? writeMessage('check-placement-fixed', { pinned })
      : writeMessage('check-placement-swapped', { swapped, groups, pinned }),
  );
}

function sayPinned([role, cpus]: readonly [role: string, cpus: string]): Message {
  switch (role) {
    case 'service':
    case 'generator':
    case 'database':
    case 'cache':
      return writeMessage(`pinned-${role}`, { cpus });
    default:
      return writeMessage('pinned-other', { role: writeName(role), cpus });
  }
}
