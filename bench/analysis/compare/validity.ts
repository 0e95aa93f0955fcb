// May this run conclude anything: all checks, and the status that follows from them.

import type { Message } from '../../../reports/document/message.ts';
import {
  joinMessages,
  nameKind,
  writeMessage,
} from '../../../reports/document/messages/message.ts';
import type { ResultDocument, ValidityCheck } from '../../../reports/document/result.ts';
import type { GroupEndedRecord } from '../../measurement/records.ts';
import { isBalancedSliceOrder } from '../../plan/order.ts';
import type { CheckInput } from '../checks/check-input.ts';
import {
  checkEventLoop,
  checkGenerator,
  checkGeneratorsTogether,
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
import { checkQualityRead } from '../checks/quality-check.ts';
import {
  checkBodies,
  checkConnections,
  checkRequestsAddUp,
  checkServiceCounter,
  checkVariantsAsPlanned,
} from '../checks/request-checks.ts';
import { fewestGroups } from '../pairs/comparison.ts';
import { buildCheck, concludeChecks, formatShare } from '../warning.ts';

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
  const { quality, generators } = input.experiment;
  const asked = [
    ...(generators === undefined ? [] : [checkGeneratorsTogether]),
    ...(quality === undefined ? [] : [checkQualityRead]),
  ];
  const checks = (isAllVoid ? [checkVoidGroups] : [...allChecks, ...asked]).map((check) =>
    check(input),
  );
  return concludeChecks(checks);
}

/** Fails below 3 valid groups, since nothing can be decided on fewer. */
function checkEnoughGroups({ validGroups, plan }: CheckInput): ValidityCheck {
  const valid = validGroups.length;
  const facts = { valid, planned: plan.groups.length, fewest: fewestGroups };
  const status = valid >= fewestGroups ? 'ok' : 'failed';
  return buildCheck('enough-valid-groups', status, writeMessage('check-valid-groups', facts));
}

/** Fails where more of the groups that ended are void than the limit allows; any void one is a warning. */
function checkVoidGroups({ groups, validGroups, experiment }: CheckInput): ValidityCheck {
  const ended = groups.filter((group) => group.ended !== undefined).length;
  const voided = ended - validGroups.length;
  const name = 'void-groups-within-limit';
  const limitRatio = experiment.limits.voidGroupsRatio;
  if (ended > 0 && voided === ended) {
    const reasons = sayVoidReasons(groups);
    return buildCheck(name, 'failed', writeMessage('check-all-void', { ended, reasons }));
  }
  const isOver = ended > 0 && voided / ended > limitRatio;
  const limit = formatShare(limitRatio);
  return buildCheck(
    name,
    isOver ? 'failed' : voided > 0 || ended === 0 ? 'warning' : 'ok',
    writeMessage('check-void-groups', { voided, ended, limit }),
  );
}

/** The reasons, the most frequent first, each with how often it was given where there are several. */
function sayVoidReasons(groups: CheckInput['groups']): Message {
  const reasons = groups.flatMap(({ ended }) =>
    ended === undefined ? [] : [sayVoidReason(ended)],
  );
  const byKind = Map.groupBy(reasons, nameKind);
  const ranked = [...byKind.values()].sort((one, other) => other.length - one.length);
  return joinMessages(
    ranked.flatMap((same) => {
      const [reason] = same;
      if (reason === undefined) return [];
      const count = same.length;
      const isVaried = same.some(({ text }) => text !== reason.text);
      if (isVaried) return [writeMessage('void-reason-alike', { reason, count })];
      return [ranked.length === 1 ? reason : writeMessage('void-reason-times', { reason, count })];
    }),
  );
}

/** Why a group that ended is void. */
export function sayVoidReason({ voidReason }: Pick<GroupEndedRecord, 'voidReason'>): Message {
  return voidReason ?? writeMessage('void-reason-unknown');
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
  if (blocks.length === 0) return buildCheck(name, 'warning', writeMessage('check-no-order'));
  return buildCheck(
    name,
    lopsided + otherwise > 0 ? 'failed' : 'ok',
    writeMessage('check-order', {
      ...{ balanced: blocks.length - lopsided, blocks: blocks.length, seed: String(plan.seed) },
      ...{ launched: validGroups.length - otherwise, groups: validGroups.length },
    }),
  );
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
