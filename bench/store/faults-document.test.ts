// The document of faults comes from the records alone, and says what is missing.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { quoteText } from '../../reports/document/messages/message.ts';
import { readDocument } from '../../reports/document/versions.ts';
import {
  buildEpisode,
  cleanAudit,
  downUntil,
  testFaults,
  testVariants,
} from '../analysis/faults/test-fault-records.ts';
import { exitCodes } from '../errors.ts';
import { chooseFaultsExitCode } from '../gates/exit-code.ts';
import type { RunRecord } from '../measurement/records.ts';
import { buildPlan } from '../plan/build-plan.ts';
import type { Plan } from '../plan/plan.ts';
import { buildTestExperiment, buildTestLevel, buildTestScenario } from '../plan/test-experiment.ts';
import type { Experiment } from '../spec/experiment.ts';
import { resolveFaults } from '../spec/resolve-faults.ts';
import { buildFaultsDocument, readFaultsDocument } from './faults-document.ts';
import { openRecordLog } from './record-log.ts';
import { createRedactor } from './redaction.ts';
import { createRunFolder, findFaultRecords, type RunFolder, writeManifest } from './run-folder.ts';
import { buildTestManifest } from './test-manifest.ts';

let runs: string;
let folder: RunFolder;
beforeEach(() => {
  runs = mkdtempSync(join(tmpdir(), 'loadstone-faults-document-'));
  folder = createRunFolder(runs, '20260101-000000-aaaa');
});
afterEach(() => rmSync(runs, { recursive: true, force: true }));

const faults = resolveFaults(
  {
    ...{ groups: 2, beforeMs: 10_000, duringMs: 5_000, afterMs: 15_000, stalenessLimitMs: 1_000 },
    gates: { 'loses-nothing': { metric: 'lostWrites', atMost: 0 } },
  },
  ['orders'],
);
const whole = buildTestExperiment();
const experiment: Experiment = {
  ...{ ...whole, name: 'crm', description: 'A description.', faults, groups: 1 },
  limits: { ...whole.limits, foreignCpuRatio: 0.25 },
  factors: [{ name: 'cache', levels: ['none', 'redis'].map((name) => buildTestLevel(name)) }],
  baseline: { cache: 'none' },
  scenarios: [buildTestScenario('orders', { writes: true })],
};

function write(records: readonly RunRecord[]): void {
  const plan: Plan = { ...buildPlan(experiment), variants: testVariants };
  const { id } = folder;
  const manifest = buildTestManifest({
    id,
    experiment,
    plan,
    faultsAlone: true,
    command: 'faults',
  });
  writeManifest(folder, manifest, createRedactor([]));
  const log = openRecordLog(findFaultRecords(folder));
  for (const record of records) log.append(record);
  log.close();
}

const rate: RunRecord = {
  ...{ kind: 'fault-rate', scenario: 'orders', rateRps: 100, faults: testFaults },
  capacityRps: undefined,
};
const notRun: RunRecord = {
  ...{ kind: 'fault-not-run', group: 0, variantId: 'cache=none', faultId: 'redis-paused' },
  ...{
    status: 'not-run',
    reason: quoteText('This variant has no Redis.'),
    at: '2026-01-01T00:00:01.000Z',
  },
};
const episode = (group: number, variantId: string, faultId: string, audit = cleanAudit) =>
  buildEpisode({
    ...{ group, variantId, faultId, answer: downUntil(500) },
    changes: { audit, at: `2026-01-01T00:00:0${group + 2}.000Z` },
  });
const groupOf = (group: number) => [
  episode(group, 'cache=none', 'service-killed'),
  episode(group, 'cache=redis', 'service-killed'),
  episode(group, 'cache=redis', 'redis-paused'),
];

test('a run without faults has no such document, and one that was cut off before its first says so', () => {
  expect(readFaultsDocument(folder)).toBeUndefined();
  write([rate]);
  expect(() => buildFaultsDocument(folder)).toThrow(/ended before its first fault/);
});

test('every variant under every fault has a cell, those that cannot be done with the reason', () => {
  write([rate, notRun, ...groupOf(0), ...groupOf(1)]);
  const document = buildFaultsDocument(folder);
  expect(readDocument('faults', document)).toBe(document);
  const { run, faults: report, validity, baselineId } = document;
  expect(run).toMatchObject({ status: 'complete', endedAt: '2026-01-01T00:00:03.000Z' });
  expect(report).toMatchObject({ groupsPlanned: 2, groupsEnded: 2 });
  expect(report.settings).toMatchObject({ rateRps: 100, windowMs: 250, stalenessLimitMs: 1_000 });
  expect(baselineId).toBe('cache=none');
  expect(validity.status).toBe('valid');
  expect(
    report.cells.map(({ variantId, faultId, status }) => [variantId, faultId, status]),
  ).toEqual([
    ['cache=none', 'redis-paused', 'not-run'],
    ['cache=none', 'service-killed', 'measured'],
    ['cache=redis', 'redis-paused', 'measured'],
    ['cache=redis', 'service-killed', 'measured'],
  ]);
  expect(report.cells[0]?.reason?.text).toBe('This variant has no Redis.');
  expect(report.cells[1]?.figures?.during.availability.ratio).toBe(0);
  expect(report.audit).toMatchObject({ status: 'clean', acknowledged: 600 });
  expect(report.gates.map(({ outcome }) => outcome)).toEqual(['pass', 'pass']);
});

test('a run that was cut off in its second group is partial, and its first group counts', () => {
  write([rate, notRun, ...groupOf(0), ...groupOf(1).slice(0, 1)]);
  const { run, faults: report } = buildFaultsDocument(folder);
  expect(run.status).toBe('partial');
  expect(report.groupsEnded).toBe(1);
  expect(report.cells[3]?.figures?.groups).toBe(1);
});

test('a single write that was lost in one episode makes the whole run wrong and fails its gate', () => {
  const lost = {
    ...cleanAudit,
    status: 'violated' as const,
    lost: 1,
    findings: [quoteText('A write is lost.')],
  };
  write([rate, notRun, ...groupOf(0), episode(1, 'cache=redis', 'service-killed', lost)]);
  const { faults: report } = buildFaultsDocument(folder);
  expect(report.audit).toMatchObject({
    status: 'violated',
    lost: 1,
    findings: [quoteText('A write is lost.')],
  });
  expect(report.gates.map(({ outcome }) => outcome)).toContain('fail');
  expect(report.watch[0]?.text).toContain('lost');
});

test('episodes that writeMessage nothing are counted with their reason', () => {
  const voided: RunRecord = {
    ...{ kind: 'fault-not-run', group: 1, variantId: 'cache=redis', faultId: 'redis-paused' },
    ...{ status: 'void', reason: quoteText('The fault did not take effect.') },
  };
  write([rate, notRun, ...groupOf(0), ...groupOf(1).slice(0, 2), voided]);
  const { faults: report } = buildFaultsDocument(folder);
  expect(report.warnings[0]?.message.text).toContain('The fault did not take effect.');
  expect(report.groupsEnded).toBe(2);
});

test('wrong data of a void episode count: in the sums, the watch lines, the ranking and the gate, but in no figure', () => {
  const voided: RunRecord = {
    ...{ kind: 'fault-not-run', group: 0, variantId: 'cache=redis', faultId: 'redis-paused' },
    ...{ status: 'void', reason: quoteText('The fault did not take effect.') },
    audit: {
      ...cleanAudit,
      status: 'violated',
      lost: 1,
      findings: [quoteText('A write is lost.')],
    },
  };
  const first = groupOf(0).filter(
    (record) =>
      !(
        'faultId' in record &&
        record.variantId === 'cache=redis' &&
        record.faultId === 'redis-paused'
      ),
  );
  write([rate, notRun, ...first, voided]);
  const document = buildFaultsDocument(folder);
  const { faults: report } = document;
  expect(report.audit).toMatchObject({
    status: 'violated',
    lost: 1,
    findings: [quoteText('A write is lost.')],
  });
  expect(chooseFaultsExitCode(document)).toBe(exitCodes.wrongData);
  const cell = report.cells.find(({ status }) => status === 'void');
  expect(cell).toMatchObject({ figures: null, voidAudit: { status: 'violated', lost: 1 } });
  expect(report.watch[0]?.text).toContain('acknowledged write lost');
  expect(report.ranking.map(({ variantId }) => variantId)).not.toContain('cache=redis');
  expect(
    report.gates.find(
      ({ variantId, faultId }) => variantId === cell?.variantId && faultId === cell.faultId,
    )?.outcome,
  ).toBe('fail');
});

test('those of a void episode in a cell with figures are in its audit', () => {
  const audit = {
    ...cleanAudit,
    status: 'violated',
    lost: 2,
    findings: [quoteText('Two are lost.')],
  } as const;
  const voided: RunRecord = {
    ...{ kind: 'fault-not-run', group: 1, variantId: 'cache=redis', faultId: 'redis-paused' },
    ...{ status: 'void', reason: quoteText('The fault did not take effect.'), audit },
  };
  write([rate, notRun, ...groupOf(0), voided]);
  const cell = buildFaultsDocument(folder).faults.cells.find(
    ({ reason }) => reason?.text === 'The fault did not take effect.',
  );
  expect(cell?.figures).toMatchObject({ groups: 1, audit: { status: 'violated', lost: 2 } });
});

test('a void episode whose audit knows nothing leaves the others as they are', () => {
  const audit = { ...cleanAudit, status: 'unknown', reason: quoteText('No write.') } as const;
  const voided: RunRecord = {
    ...{ kind: 'fault-not-run', group: 1, variantId: 'cache=redis', faultId: 'redis-paused' },
    ...{ status: 'void', reason: quoteText('The fault did not take effect.'), audit },
  };
  write([rate, notRun, ...groupOf(0), voided]);
  const { faults: report } = buildFaultsDocument(folder);
  const counted = groupOf(0).length * cleanAudit.acknowledged;
  expect(report.audit).toMatchObject({ status: 'clean', reason: null, acknowledged: counted });
});
