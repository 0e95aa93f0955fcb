// Who stays up best: by the worst of the faults that can be survived, never with wrong data.
import { expect, test } from 'vitest';
import { buildFaults, buildInvalidFaults, buildManyFaults } from '../fixtures/faults-document.ts';
import type { FaultFigures, FaultsDocument } from '../schema/faults.ts';
import { findFaultStanding, findSeverity } from './fault-standing.ts';
import { formatFaultTime, formatGroupTimes, formatSpan, readFaultTime } from './faults.ts';

const time = {
  ...{ medianMs: 2_400, lowMs: 2_000, highMs: 3_000, groups: 3, censored: 0, censoredMs: [] },
  ...{ observedMs: 8_000, perGroupMs: [2_000, 2_400, 3_000] },
};
const change = (
  document: FaultsDocument,
  variantId: string,
  edit: (figures: FaultFigures) => FaultFigures,
): FaultsDocument => ({
  ...document,
  faults: {
    ...document.faults,
    cells: document.faults.cells.map((cell) =>
      cell.variantId === variantId && cell.figures !== null
        ? { ...cell, figures: edit(cell.figures) }
        : cell,
    ),
  },
});

test('the best is the one whose worst fault is mildest', () => {
  const { best, rankedCount, measuredCount, singlePoints } = findFaultStanding(buildFaults());
  expect(best?.variantId).toBe('cache=tiered,threads=cluster');
  expect(best?.faultId).toBe('postgres-paused');
  expect([rankedCount, measuredCount]).toEqual([2, 5]);
  expect(singlePoints.map(({ id }) => id)).toEqual(['service-paused']);
});

test('a variant with wrong data is never the best, however well it answers', () => {
  const document = change(buildFaults(), 'cache=tiered,threads=cluster', (figures) => ({
    ...figures,
    audit: { ...figures.audit, status: 'violated', lost: 1 },
  }));
  expect(findFaultStanding(document).best?.variantId).toBe('cache=redis,threads=cluster');
});

test('nobody is best in an invalid run, or where the best one is down', () => {
  expect(findFaultStanding(buildInvalidFaults()).best).toBeUndefined();
  expect(findFaultStanding(buildManyFaults(12, 12)).best).toBeUndefined();
});

test.each([
  [1, 'holds'],
  [0.999, 'holds'],
  [0.9989, 'dented'],
  [0.5, 'dented'],
  [0.49, 'poor'],
  [0.01, 'poor'],
  [0.009, 'down'],
] as const)('%f answered well is %s', (ratio, severity) => {
  const { faults } = buildFaults();
  const figures = faults.cells.find((cell) => cell.figures !== null)?.figures;
  if (figures == null) throw new Error('A cell is missing.');
  const availability = { ...figures.during.availability, ratio };
  const changed = { ...figures, during: { ...figures.during, availability } };
  expect(findSeverity(changed, faults.settings)).toBe(severity);
});

test('a time is known, nothing, open or not known; an open one is never its end', () => {
  expect(readFaultTime(time)).toEqual({ kind: 'known', text: formatSpan(2_400) });
  expect(readFaultTime({ ...time, medianMs: 0 }).kind).toBe('zero');
  const open = { ...time, medianMs: null, censored: 2, censoredMs: [8_000, 7_900] };
  expect(formatFaultTime({ ...open, perGroupMs: [2_000, null, null] }, 'none')).toMatch(
    /^> 8\s+s$/,
  );
  expect(readFaultTime({ ...time, medianMs: null }).kind).toBe('unknown');
  expect(formatGroupTimes({ ...open, perGroupMs: [0, null, null] }).replace(/\s/g, ' ')).toBe(
    '0 s · > 8 s · > 7.9 s',
  );
});
