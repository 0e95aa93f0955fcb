// Who stays up best: by the worst of the faults that can be survived, never with wrong data.
import { expect, test } from 'vitest';
import type { FaultsDocument } from '../document/faults.ts';
import { buildFaults, buildInvalidFaults } from '../fixtures/faults-document.ts';
import { findSeverity, readFaultRanking } from './fault-ranking.ts';
import { formatFaultTime, formatGroupTimes, formatSpan, readFaultTime } from './faults.ts';

const time = {
  ...{ medianMs: 2_400, lowMs: 2_000, highMs: 3_000, groups: 3, censored: 0, censoredMs: [] },
  ...{ observedMs: 8_000, perGroupMs: [2_000, 2_400, 3_000] },
};
test('the best is the first of the ranking, and those not clearly behind it are told', () => {
  const document = buildFaults();
  const { best, rivalIds, rankedCount, measuredCount, singlePoints } = readFaultRanking(document);
  expect(best).toEqual(document.faults.ranking[0]);
  const near = document.faults.ranking.slice(1).filter((rank) => !rank.isClearlyBehind);
  expect(rivalIds).toEqual(near.map(({ variantId }) => variantId));
  expect(rankedCount).toBe(document.faults.ranking.length);
  expect(rankedCount).toBeLessThan(measuredCount);
  expect(singlePoints.map(({ id }) => id)).toEqual(['service-paused']);
});

test('nobody is best in an invalid run, where nobody answers, or where there is nobody else', () => {
  const document = buildFaults();
  const withRanking = (ranking: FaultsDocument['faults']['ranking']): FaultsDocument => ({
    ...document,
    faults: { ...document.faults, ranking },
  });
  const [first, second] = document.faults.ranking;
  if (first === undefined || second === undefined) throw new Error('A rank is missing.');
  expect(readFaultRanking(buildInvalidFaults()).best).toBeUndefined();
  expect(readFaultRanking(withRanking([first])).best).toBeUndefined();
  expect(readFaultRanking(withRanking([{ ...first, ratio: 0.001 }, second])).best).toBeUndefined();
  expect(readFaultRanking(withRanking([first, second])).best).toBe(first);
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
