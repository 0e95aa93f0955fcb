// May this run conclude anything: all checks, and the status that follows from them.
import type { ResultDocument } from '../../reports/document/result.ts';
import type { CheckInput } from './checks/check-input.ts';
import {
  checkEventLoop,
  checkGenerator,
  checkGeneratorWait,
  checkSendsOnTime,
} from './checks/generator-checks.ts';
import { checkEnoughGroups, checkOrder, checkVoidGroups } from './checks/group-checks.ts';
import {
  checkClock,
  checkForeignCpu,
  checkPlacement,
  checkPressure,
  checkSteal,
} from './checks/host-checks.ts';
import { checkServiceLoaded } from './checks/load-check.ts';
import { checkRate } from './checks/rate-check.ts';
import {
  checkBodies,
  checkConnections,
  checkRequestsAddUp,
  checkServiceCounter,
  checkVariantsAsPlanned,
} from './checks/request-checks.ts';

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
