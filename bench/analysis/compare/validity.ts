// May this run conclude anything: all checks, and the status that follows from them.
import type { ResultDocument, ValidityCheck } from '../../../reports/document/result.ts';
import { isBalancedSliceOrder } from '../../plan/order.ts';
import { type CheckInput, partOf } from '../checks/check-input.ts';
import {
  checkEventLoop,
  checkGenerator,
  checkGeneratorWait,
  checkSendsOnTime,
} from '../checks/generator-checks.ts';
import {
  checkClock,
  checkForeignCpu,
  checkPlacement,
  checkPressure,
  checkSteal,
} from '../checks/host-checks.ts';
import { checkRate, checkServiceLoaded } from '../checks/load-checks.ts';
import {
  checkBodies,
  checkConnections,
  checkRequestsAddUp,
  checkServiceCounter,
  checkVariantsAsPlanned,
} from '../checks/request-checks.ts';
import { fewestGroups } from '../pairs/comparison.ts';

const allChecks = [
  checkEnoughGroups,
  checkVoidGroups,
  checkRequestsAddUp,
  checkServiceCounter,
  checkServiceLoaded,
  checkVariantsAsPlanned,
  checkOrder,
  checkGenerator,
  checkGeneratorWait,
  checkEventLoop,
  checkSendsOnTime,
  checkRate,
  checkConnections,
  checkBodies,
  checkForeignCpu,
  checkSteal,
  checkPressure,
  checkClock,
  checkPlacement,
] as const;

/** Runs every check; one that failed makes the run invalid. */
export function judgeValidity(input: CheckInput): ResultDocument['validity'] {
  // Without a valid group there is nothing that the others could look at: what they said would hide the cause.
  const isAllVoid = input.validGroups.length === 0 && input.groups.some(({ ended }) => ended);
  const checks = (isAllVoid ? [checkVoidGroups] : allChecks).map((check) => check(input));
  const isInvalid = checks.some(({ status }) => status === 'failed');
  return { status: isInvalid ? 'invalid' : 'valid', checks };
}

/** Fails below 3 valid groups, since nothing can be decided on fewer. */
function checkEnoughGroups({ validGroups, plan }: CheckInput): ValidityCheck {
  const isEnough = validGroups.length >= fewestGroups;
  return {
    name: 'enough-valid-groups',
    status: isEnough ? 'ok' : 'failed',
    detail: `${partOf(validGroups.length, plan.groups.length, 'planned group')} are valid; at least ${fewestGroups} are needed.`,
  };
}

/** Fails where more of the groups that ended are void than the limit allows; any void one is a warning. */
function checkVoidGroups({ groups, validGroups, experiment }: CheckInput): ValidityCheck {
  const ended = groups.filter((group) => group.ended !== undefined).length;
  const voided = ended - validGroups.length;
  const limit = experiment.limits.voidGroupsRatio;
  const isOver = ended > 0 && voided / ended > limit;
  if (ended > 0 && voided === ended) {
    const detail = `${ended === 1 ? 'The only group that ended is' : `All ${ended} groups that ended are`} void: ${tellVoidReasons(groups)}`;
    return { name: 'void-groups-within-limit', status: 'failed', detail };
  }
  return {
    name: 'void-groups-within-limit',
    status: isOver ? 'failed' : voided > 0 || ended === 0 ? 'warning' : 'ok',
    detail: `${partOf(voided, ended, 'group that ended', 'groups that ended')} are void; the limit is a share of ${limit}.`,
  };
}

/** The reasons, the most frequent first, each with how often it was given where there are several. */
function tellVoidReasons(groups: CheckInput['groups']): string {
  const counts = new Map<string, number>();
  for (const { ended } of groups) {
    const reason = ended?.voidReason ?? 'no reason is recorded.';
    if (ended !== undefined) counts.set(reason, (counts.get(reason) ?? 0) + 1);
  }
  const ranked = [...counts].sort(([, one], [, other]) => other - one);
  if (ranked.length === 1) return ranked[0]?.[0] ?? '';
  return ranked.map(([reason, count]) => `${reason} (${count}×)`).join(' ');
}

/**
 * Fails where the slices of a block were not run as permutations, each followed by its reverse, or a
 * group was launched in another order than planned (variants that were not run left aside).
 */
function checkOrder({ plan, validGroups }: CheckInput): ValidityCheck {
  const name = 'order-randomised';
  const ran = new Set(validGroups.map(({ index }) => index));
  const planned = plan.groups.filter(({ index }) => ran.has(index));
  const blocks = listRunBlocks(validGroups);
  const lopsided = blocks.filter((order) => !isBalancedSliceOrder(order)).length;
  const otherwise = validGroups.filter((group) => {
    const launched = group.started.launchOrder;
    const order = planned.find(({ index }) => index === group.index)?.launchOrder ?? [];
    return launched.join('\n') !== order.filter((id) => launched.includes(id)).join('\n');
  }).length;
  if (blocks.length === 0) {
    return { name, status: 'warning', detail: 'No valid group ran in the order of the plan.' };
  }
  return {
    name,
    status: lopsided + otherwise > 0 ? 'failed' : 'ok',
    detail: `${partOf(blocks.length - lopsided, blocks.length, 'block')} have a random balanced order (seed ${plan.seed}); ${partOf(validGroups.length - otherwise, validGroups.length, 'group')} were launched in it.`,
  };
}

/** Variant ids in the order in which the slices of each block ran, by their recorded positions. */
function listRunBlocks(groups: CheckInput['validGroups']): readonly (readonly string[])[] {
  const blocks = new Map<string, (readonly [position: number, variantId: string])[]>();
  for (const trial of groups.flatMap((group) => group.trials)) {
    const key = `${trial.group} ${trial.scenario} ${trial.loadId}`;
    const slices = trial.slices.map(({ position }) => [position, trial.variantId] as const);
    blocks.set(key, [...(blocks.get(key) ?? []), ...slices]);
  }
  return [...blocks.values()].map((block) =>
    block.toSorted(([a], [b]) => a - b).map(([, variantId]) => variantId),
  );
}
