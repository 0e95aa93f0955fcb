// Faults as CSV: what a program that reads them can rely on.

import { expect, test } from 'vitest';
import type { FaultCell, FaultFigures, FaultsDocument } from '../document/faults.ts';
import { quoteText } from '../document/messages/message.ts';
import { buildFaults, buildInvalidFaults } from '../fixtures/faults-document.ts';
import { csvEpisodes, csvFaults } from './csv.ts';
import { listRows } from './registry.ts';
import { parseCsv } from './test-csv.ts';

const renderFaultCells = (faults: FaultsDocument | undefined) =>
  csvFaults.render(listRows(undefined, faults), {});
const renderEpisodes = (faults: FaultsDocument | undefined) =>
  csvEpisodes.render(listRows(undefined, faults), {});

function readRows(text: string): readonly Readonly<Record<string, string>>[] {
  const [header = [], ...rows] = parseCsv(text);
  expect(new Set(header).size).toBe(header.length);
  expect(rows.filter((row) => row.length !== header.length)).toEqual([]);
  return rows.map((row) => Object.fromEntries(row.map((cell, at) => [header[at] ?? '', cell])));
}

const place = { variantId: 'cache=redis,threads=cluster', faultId: 'redis-killed' };
const isAtPlace = (row: { readonly [key: string]: unknown }) =>
  row.variantId === place.variantId && row.faultId === place.faultId;

/** The fixture with one cell changed. */
function withCell(change: (figures: FaultFigures) => Partial<FaultCell>): FaultsDocument {
  const document = buildFaults();
  const cells = document.faults.cells.map((cell) =>
    cell.figures !== null && isAtPlace({ ...cell }) ? { ...cell, ...change(cell.figures) } : cell,
  );
  return { ...document, faults: { ...document.faults, cells } };
}

test('every variant under every fault has a row, also where nothing was measured', () => {
  const { faults } = buildFaults();
  const rows = readRows(renderFaultCells(buildFaults()));
  expect(rows.map(({ status }) => status)).toEqual(faults.cells.map(({ status }) => status));
  const [notRun] = rows.filter(({ status }) => status === 'not-run');
  expect(notRun).toMatchObject({ groups: '0', availabilityRatio: '', lost: '', audit: '' });
  expect(notRun?.reason).not.toBe('');
  const [wrong] = rows.filter(({ audit }) => audit === 'violated');
  expect(wrong).toMatchObject({ lost: '2', duplicated: '1', brokenInvariants: '1', phantom: '0' });
});

test('a row has the figures of its cell, each phase apart', () => {
  const cell = buildFaults().faults.cells.find((one) => isAtPlace({ ...one }));
  const row = readRows(renderFaultCells(buildFaults())).find(isAtPlace);
  expect(row).toMatchObject({
    groups: '3',
    duringIntended: String(cell?.figures?.during.intended),
    afterGood: String(cell?.figures?.after.good),
    beforeLatencyP99Us: String(cell?.figures?.before.latencyP99Us),
    recoverMedianMs: String(cell?.figures?.recover.medianMs),
    recoverHighMs: '',
    recoverCensoredGroups: '1',
  });
});

test('data that nobody audited have no counts, not zeros', () => {
  const audited = withCell((figures) => ({
    figures: { ...figures, audit: { ...figures.audit, status: 'unknown' } },
  }));
  const row = readRows(renderFaultCells(audited)).find(isAtPlace);
  expect(row).toMatchObject({ audit: 'unknown', lost: '', staleReads: '' });
});

test('an episode has either a time or how long it went on at least', () => {
  const rows = readRows(renderEpisodes(buildFaults()));
  const groups = buildFaults().faults.cells.map(({ figures }) => figures?.groups ?? 0);
  expect(rows).toHaveLength(groups.reduce((sum, one) => sum + one, 0));
  for (const time of ['longestOutage', 'detect', 'recover']) {
    expect(
      rows.filter((row) => (row[`${time}Ms`] === '') === (row[`${time}CensoredMs`] === '')),
    ).toEqual([]);
  }
  expect(
    rows.filter(isAtPlace).map((row) => [row.group, row.recoverMs, row.recoverCensoredMs]),
  ).toEqual([
    ['0', '5750', ''],
    ['1', '5250', ''],
    ['2', '', '8000'],
  ]);
});

test('where groups are missing, episodes are laid beside no group and a list that is too short beside none', () => {
  const short = withCell((figures) => ({
    reason: quoteText('One episode says nothing.'),
    figures: { ...figures, recover: { ...figures.recover, perGroupMs: [5_250] } },
  }));
  const rows = readRows(renderEpisodes(short)).filter(isAtPlace);
  expect(rows.map(({ episode, group }) => [episode, group])).toEqual([
    ['0', ''],
    ['1', ''],
    ['2', ''],
  ]);
  expect(rows.map(({ recoverMs }) => recoverMs)).toEqual(['', '', '']);
  expect(rows.every(({ availabilityRatio }) => availabilityRatio !== '')).toBe(true);
});

test('an invalid run says so in every row, and a run without faults has the header alone', () => {
  const rows = readRows(renderFaultCells(buildInvalidFaults()));
  expect(rows.map(({ isRunValid }) => isRunValid)).toEqual(['false', 'false']);
  expect(readRows(renderFaultCells(undefined))).toEqual([]);
  expect(parseCsv(renderEpisodes(undefined))).toHaveLength(1);
});
