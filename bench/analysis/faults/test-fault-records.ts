// Records of fault episodes for the tests of cells, validity, watch lines and gates.

import type { FaultCell, FaultFigures, FaultSettings } from '../../../reports/document/faults.ts';
import { writeMessage } from '../../../reports/document/messages/message.ts';
import type {
  AuditResult,
  FaultEpisodeRecord,
  FaultNotRunRecord,
} from '../../measurement/fault-records.ts';
import type { TimedRequest } from '../../measurement/request-columns.ts';
import { encodeRequests } from '../../measurement/request-columns.ts';
import type { LoggedRequest } from '../../measurement/request-log.ts';
import { buildFaultCells } from './cells.ts';
import {
  buildEvenRequests,
  failedAnswer,
  goodAnswer,
  type TestAnswer,
  testMarks,
  testRule,
} from './test-episode.ts';

export const testSettings: FaultSettings = {
  ...{ scenario: 'orders', rateRps: 100, arrivals: 'uniform' },
  ...{ beforeMs: 10_000, duringMs: 5_000, afterMs: 15_000, requestTimeoutMs: 2_000 },
  ...{ ...testRule, stalenessLimitMs: 1_000 },
};

export const testFaults = [
  { id: 'redis-paused', title: 'Redis paused', mechanism: writeMessage('how-redis-paused') },
  { id: 'service-killed', title: 'Service killed', mechanism: writeMessage('how-service-killed') },
] as const;

export const testVariants = [
  { id: 'cache=none', label: 'none', levels: { cache: 'none' }, isBaseline: true },
  { id: 'cache=redis', label: 'redis', levels: { cache: 'redis' }, isBaseline: false },
] as const;

export const cleanAudit: AuditResult = {
  ...{ status: 'clean', reason: undefined, acknowledged: 100, failed: 1, indeterminate: 2 },
  ...{ lost: 0, phantom: 0, resurrected: 0, duplicated: 0, wrongAmount: 0, lostUpdates: 0 },
  ...{ invariants: [{ name: 'totals', violations: 0 }], findings: [] },
  staleness: {
    ...{ reads: 50, staleReads: 3, p99Ms: 20, maxMs: 30, limitMs: 1_000, beyondLimit: 0 },
  },
};

/** Everything fails from the injection until so many ms after the start of healing. */
export const downUntil =
  (afterHealMs: number): TestAnswer =>
  (dueMs) =>
    dueMs >= testMarks.injectedMs && dueMs < testMarks.healedMs + afterHealMs
      ? failedAnswer
      : goodAnswer;

export interface TestEpisode {
  readonly group: number;
  readonly variantId?: string;
  readonly faultId?: string;
  readonly answer?: TestAnswer;
  readonly rateRps?: number;
  readonly changes?: Partial<FaultEpisodeRecord>;
}

/** An episode at 100 requests a second unless told; without more, all of them are good. */
export function buildEpisode({
  group,
  variantId = 'cache=none',
  faultId = 'redis-paused',
  answer = () => goodAnswer,
  rateRps = 100,
  changes = {},
}: TestEpisode): FaultEpisodeRecord {
  const requests = buildEvenRequests(rateRps, testMarks.endedMs, answer);
  const failed = requests.filter(({ outcome }) => outcome === 'failed').length;
  return {
    ...{ kind: 'fault-episode', group, position: 0, variantId, faultId, scenario: 'orders' },
    ...{
      rateRps,
      marks: testMarks,
      evidence: writeMessage('evidence-hogs', { count: group, all: 4 }),
      routes: ['a route'],
    },
    requests: encodeRequests(requests.map(toLogged), 0),
    counts: {
      ...{ scheduled: requests.length, succeeded: requests.length - failed, failed },
      ...{ timedOut: 0, inFlightAtEnd: 0, dropped: 0 },
    },
    failureReasons: failed === 0 ? {} : { 'status 503': failed },
    ...{ audit: cleanAudit, logFile: undefined, foreignCpuRatio: 0.01, caveats: [] },
    ...changes,
  };
}

function toLogged({ dueUs, responseUs, outcome, route, user }: TimedRequest): LoggedRequest {
  const [dueMs, endMs] = [dueUs / 1_000, (dueUs + responseUs) / 1_000];
  return {
    ...{ route, dueMs, sentMs: dueMs, endMs, outcome, statusCode: undefined, reason: undefined },
    ...{ operationId: undefined, writes: false, observedVersions: [], user },
  };
}

/** The same episode in groups 0, 1 and 2, or with an answer for each. */
export function buildThreeEpisodes(
  given: Omit<TestEpisode, 'group' | 'answer'>,
  answers: readonly TestAnswer[] = [],
): readonly FaultEpisodeRecord[] {
  return [0, 1, 2].map((group) =>
    buildEpisode({ ...given, group, answer: answers[group] ?? answers[0] ?? (() => goodAnswer) }),
  );
}

export function buildTestCells(
  records: readonly (FaultEpisodeRecord | FaultNotRunRecord)[],
): readonly FaultCell[] {
  return buildFaultCells({
    ...{ records, variants: testVariants, faults: testFaults, settings: testSettings },
  }).map(({ cell }) => cell);
}

/** The figures of one cell. @throws Error where it has none */
export function figuresOf(
  cells: readonly FaultCell[],
  variantId: string,
  faultId = 'redis-paused',
): FaultFigures {
  const cell = cells.find((each) => each.variantId === variantId && each.faultId === faultId);
  if (cell === undefined || cell.figures === null) throw new Error('the cell has no figures');
  return cell.figures;
}
