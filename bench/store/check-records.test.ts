// Records that do not belong together are refused with their line, and a cut-off run is not.

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, test } from 'vitest';
import { quoteText } from '../../reports/document/messages/message.ts';
import { buildEpisode, cleanAudit, testFaults } from '../analysis/faults/test-fault-records.ts';
import { buildTestRecords } from '../analysis/test-run.ts';
import type { RunRecord } from '../measurement/records.ts';
import { checkFaultRecords, checkRunRecords } from './check-records.ts';
import { buildResultDocument } from './document.ts';
import type { RunFolder } from './run-folder.ts';
import { buildTestManifest, testSweep, writeTestRun } from './test-manifest.ts';

let runs = '';
let folder: RunFolder;
let lines: readonly string[] = [];
beforeAll(() => {
  runs = mkdtempSync(join(tmpdir(), 'loadstone-check-'));
  folder = writeTestRun(runs);
  lines = readFileSync(folder.recordsPath, 'utf8').split('\n').slice(0, -1);
});
afterAll(() => rmSync(runs, { recursive: true, force: true }));

const judge = (changed: readonly string[]) => {
  writeFileSync(folder.recordsPath, changed.map((line) => `${line}\n`).join(''));
  return buildResultDocument(folder);
};
const findLine = (kind: string, from = 0) =>
  lines.findIndex((line, place) => place >= from && line.startsWith(`{"kind":"${kind}"`));
const change = (kind: string, edit: (text: string) => string) => {
  const place = findLine(kind);
  return lines.with(place, edit(lines[place] ?? ''));
};

test('a run that was cut off after any of its groups is judged as far as it got', () => {
  const end = findLine('group-ended', findLine('group-ended') + 1);
  expect(judge(lines.slice(0, end + 2)).run).toMatchObject({ status: 'partial', groupsRun: 2 });
  expect(judge(lines).run.status).toBe('complete');
});

test.each<[string, () => readonly string[], RegExp]>([
  [
    'a trial that is gone',
    () => lines.toSpliced(findLine('trial'), 1),
    /its trial of browse .* is not there/,
  ],
  [
    'a configuration that is gone',
    () => lines.toSpliced(findLine('configuration'), 1),
    /its configuration of .* is not there/,
  ],
  [
    'a trial that is there twice',
    () => lines.toSpliced(findLine('trial'), 0, lines[findLine('trial')] ?? ''),
    /line \d+: is the second trial/,
  ],
  ['a group without its beginning', () => lines.slice(1), /line 1: group: 0 has not begun/],
  [
    'a group that ends twice',
    () => lines.toSpliced(findLine('group-ended'), 0, lines[findLine('group-ended')] ?? ''),
    /has not begun before this line, or has ended/,
  ],
  [
    'a trial of another group',
    () => change('trial', (text) => text.replace('"group":0', '"group":5')),
    /group: 5 has not begun/,
  ],
  [
    'a variant that the plan does not know',
    () => change('trial', (text) => text.replaceAll('cache=', 'cash=')),
    /variantId: names no variant/,
  ],
  [
    'counts that the histogram does not hold',
    () =>
      change('trial', (text) =>
        text.replace(/("route":"order_list","succeeded":)\d+/, '$11000000'),
      ),
    /successLatency: holds \d+ latencies of 1000000 requests/,
  ],
  [
    'slices with more than was counted',
    () =>
      change('trial', (text) =>
        text.replace(/("counts":\{"scheduled":\d+,"succeeded":)\d+/, '$11'),
      ),
    /slices: \d+ requests succeeded, more than the 1 of counts/,
  ],
])('%s is refused', (_, build, message) => {
  const refused = expect.objectContaining({
    code: 'RECORD_INVALID',
    message: expect.stringMatching(message),
  });
  expect(() => judge(build())).toThrow(refused);
});

test('a plan that was changed is not the one of its hash', () => {
  const path = join(folder.path, 'run.json');
  const whole = readFileSync(path, 'utf8');
  judge(lines);
  writeFileSync(path, whole.replace(/("launchOrder": \[\s*)("[^"]+")(,\s*)("[^"]+")/, '$1$4$3$2'));
  expect(() => buildResultDocument(folder)).toThrow(
    /run\.json: plan: is not the one that planHash/,
  );
  writeFileSync(path, whole);
});

const manifest = buildTestManifest();
const { experiment, plan } = manifest;
/** What stands in place of a record. */
type Edit = (record: RunRecord) => readonly RunRecord[];
const everything = buildTestRecords(experiment, plan, {});
const check = (records: readonly RunRecord[], given = manifest) =>
  checkRunRecords('records.jsonl', given, records);
const checkEdited = (edit: Edit, given = manifest) => check(everything.flatMap(edit), given);
const [, other] = plan.variants;
if (other === undefined) throw new Error('there is no second variant');

describe('a record', () => {
  const settled = (change: object): RunRecord =>
    ({ kind: 'calibration', group: 0, variantId: other.id, ...change }) as unknown as RunRecord;
  const insert =
    (added: RunRecord): Edit =>
    (record) =>
      record.kind === 'group-started' && record.group === 0 ? [record, added] : [record];

  it('of what is planned has its place', () => {
    const [load] = experiment.loads;
    const [scenario] = experiment.scenarios;
    if (load === undefined) throw new Error('there is no load');
    const loads = [...experiment.loads, { ...load, id: 'another' }];
    const given = { ...manifest, experiment: { ...experiment, loads } };
    for (const { id } of loads) {
      const known = settled({ scenario: scenario?.name, loadId: id });
      expect(() => checkEdited(insert(known), given)).not.toThrow();
    }
  });

  it.each<[string, object, RegExp]>([
    ['variant', { variantId: 'x' }, /: variantId: names no variant of the plan: x\.$/],
    ['scenario', { scenario: 'x' }, /: scenario: names none of the experiment: x\.$/],
    ['load', { loadId: 'x' }, /: loadId: names no load of the experiment: x\.$/],
  ])('of another %s is refused', (_, change, message) => {
    expect(() => checkEdited(insert(settled(change)))).toThrow(message);
  });

  it('that launches a stranger is refused', () => {
    const launch: Edit = (record) =>
      record.kind === 'group-started'
        ? [{ ...record, launchOrder: [...record.launchOrder, 'x'] }]
        : [record];
    expect(() => checkEdited(launch)).toThrow(/launchOrder: names no variant of the plan: x\.$/);
  });

  it('of no group may stand anywhere', () => {
    const ended = {
      kind: 'run-ended',
      at: '2026-01-01T00:59:00.000Z',
      status: 'complete',
    } as const;
    expect(() => check([ended, ...everything, ended])).not.toThrow();
    expect(() => checkEdited(insert(ended))).not.toThrow();
  });
});

describe('a group', () => {
  const isOf = (record: RunRecord, variantId: string) =>
    'variantId' in record && record.variantId === variantId;

  it('has each configuration once', () => {
    const twice: Edit = (record) => (record.kind === 'configuration' ? [record, record] : [record]);
    expect(() => checkEdited(twice)).toThrow(/is the second configuration of \S+ in group 0\.$/);
  });

  it('may be without a variant that was not run, and without no other', () => {
    const without: Edit = (record) => (isOf(record, other.id) ? [] : [record]);
    expect(() => checkEdited(without)).toThrow(/group 0 is valid, but its configuration of/);
    const notRun: RunRecord = {
      kind: 'not-run',
      variantId: other.id,
      reason: quoteText('No Redis.'),
    };
    expect(() => check([notRun, ...everything.flatMap(without)])).not.toThrow();
    const baseline: Edit = (record) => (isOf(record, other.id) ? [record] : []);
    expect(() => check([notRun, ...everything.flatMap(baseline)])).toThrow(/has not begun/);
    const trials: Edit = (record) =>
      record.kind === 'trial' && record.variantId !== other.id ? [] : [record];
    expect(() => check([notRun, ...everything.flatMap(trials)])).toThrow(/but its trial of/);
  });

  it('lacks nothing where it is void', () => {
    const voided: Edit = (record) => {
      if (record.kind === 'trial' && record.group === 1) return [];
      return record.kind === 'group-ended' && record.group === 1
        ? [{ ...record, status: 'void', voidReason: quoteText('A reason.') }]
        : [record];
    };
    expect(() => checkEdited(voided)).not.toThrow();
  });

  it('has the trials that the plan has for it, not those of another', () => {
    const groups = plan.groups.map((group) =>
      group.index === 1 ? { ...group, blocks: [] } : group,
    );
    const given = { ...manifest, plan: { ...plan, groups } };
    const withoutTrials = everything.filter(({ kind }) => kind !== 'trial');
    const ofGroup = (index: number) =>
      withoutTrials.filter((record) => 'group' in record && record.group === index);
    expect(() => check(ofGroup(1), given)).not.toThrow();
    expect(() => check(ofGroup(0), given)).toThrow(/group 0 is valid, but its trial of/);
    expect(() => check(ofGroup(2), given)).toThrow(/group 2 is valid, but its trial of/);
  });

  it('is one of the plan: a copy of it under another number counts for nothing', () => {
    const place = everything.findIndex(({ kind }) => kind === 'group-ended') + 1;
    const copied = everything
      .slice(0, place)
      .map((record) => ({ ...record, group: plan.groups.length }) as RunRecord);
    expect(() => check([...everything, ...copied])).toThrow(
      `: group: names no group of the plan: ${plan.groups.length}.`,
    );
  });

  it('of a sweep has what it was found to sustain, not what a plan of trials says', () => {
    const withoutTrials: Edit = (record) => (record.kind === 'trial' ? [] : [record]);
    expect(() => checkEdited(withoutTrials, { ...manifest, sweep: testSweep })).not.toThrow();
    expect(() => checkEdited(withoutTrials)).toThrow(/but its trial of/);
  });

  it('takes no record of another one, nor one after its end', () => {
    const ends = everything.findIndex(({ kind }) => kind === 'group-ended');
    const [configured] = everything.filter(({ kind }) => kind === 'configuration');
    if (configured === undefined) throw new Error('there is no configuration');
    expect(() => check(everything.toSpliced(ends + 1, 0, configured))).toThrow(
      /: group: 0 has not begun before this line, or has ended\.$/,
    );
    expect(() =>
      check(everything.toSpliced(ends, 0, { ...configured, group: 1 } as never)),
    ).toThrow(/: group: 1 has not begun/);
  });
});

describe('records of faults', () => {
  const of = (group: number, variantId = other.id, faultId: string = testFaults[0].id) =>
    buildEpisode({ group, variantId, faultId });
  const rate = {
    ...{ kind: 'fault-rate', scenario: 'browse', rateRps: 100, faults: testFaults },
    capacityRps: undefined,
  } as const satisfies RunRecord;
  const notRun = {
    ...{ kind: 'fault-not-run', group: 0, variantId: other.id, faultId: testFaults[0].id },
    ...{ status: 'void', reason: quoteText('A reason.') },
  } as const satisfies RunRecord;
  const scenarios = [...experiment.scenarios, { ...experiment.scenarios[0], name: 'orders' }];
  const given = { ...manifest, experiment: { ...experiment, scenarios } } as typeof manifest;
  const checkFaults = (...records: readonly RunRecord[]) =>
    checkFaultRecords('faults.jsonl', given, records);

  it('are one episode for a variant, a fault and a group, whatever was tried before', () => {
    const [baseline] = plan.variants;
    const all = [
      ...[rate, notRun, notRun, of(0), of(1)],
      ...[of(0, baseline?.id), of(0, other.id, testFaults[1].id), notRun],
    ];
    expect(() => checkFaults(...all)).not.toThrow();
    expect(() => checkFaults(...all, of(1))).toThrow(
      `is the second episode of ${other.id} with ${testFaults[0].id} in group 1.`,
    );
  });

  it('name faults of the last list that was made', () => {
    const short = { ...rate, faults: testFaults.slice(1) };
    expect(() => checkFaults(short, rate, of(0))).not.toThrow();
    const message = `faultId: names no fault of this run: ${testFaults[0].id}.`;
    for (const records of [[rate, short, of(0)], [rate, short, notRun], [of(0)]])
      expect(() => checkFaults(...records)).toThrow(message);
  });

  it('are of the plan, and their sums hold', () => {
    expect(() => checkFaults(rate, of(0, 'x'))).toThrow(/variantId: names no variant/);
    expect(() => checkFaultRecords('faults.jsonl', manifest, [rate, of(0)])).toThrow(
      /scenario: names none of the experiment: orders/,
    );
    const lost = { ...cleanAudit, lost: 1 };
    expect(() => checkFaults(rate, { ...of(0), audit: lost })).toThrow(/audit\.status: is clean/);
    // The first thing that is wrong is told.
    expect(() => checkFaults(rate, of(0), { ...of(0), audit: lost })).toThrow(/audit\.status/);
    expect(() => checkFaults(rate, { ...of(0, 'x', 'y') })).toThrow(/variantId: names no variant/);
  });
});
