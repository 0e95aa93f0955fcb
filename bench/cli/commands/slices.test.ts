// The tables of `loadstone slices` end with what follows from them.
import { expect, test } from 'vitest';
import type { PrecisionRow } from '../../tools/slices/precision-study.ts';
import type { SliceLengthRow } from '../../tools/slices/quad-study.ts';
import { concludePrecision, concludeQuads } from './slices.ts';

const quad = (sliceMs: number, standardErrorThroughput: number): SliceLengthRow => ({
  ...{ sliceMs, quads: 9, quadSdThroughput: 0.01, standardErrorThroughput },
  ...{ standardErrorCpu: 0.01, meanThroughput: 0, meanCpu: 0 },
});

test('the length with the smallest error is named, and what is as good', () => {
  expect(concludeQuads([quad(25, 0.002), quad(100, 0.0021), quad(1_000, 0.009)])).toMatch(
    /^Slices of 25 ms or 100 ms compare best .*0\.20%/,
  );
});

test('where nothing differs, or nothing was measured, that is said', () => {
  expect(concludeQuads([quad(25, 0.002), quad(100, 0.0021)])).toContain('about equally well');
  expect(concludeQuads([quad(25, 0.002)])).toContain('One length alone');
  expect(concludeQuads([])).toContain('nothing can be told');
});

test('over groups the time counts, too', () => {
  const row = (sliceMs: number, sdLog: number, elapsedMsPerGroup: number): PrecisionRow => ({
    ...{ sliceMs, sdLog, elapsedMsPerGroup, metric: 'throughputRps', pairs: 3, groups: 4 },
    ...{ meanAbsoluteLog: 0.01, halfWidthRatios: {} },
  });
  expect(concludePrecision([row(25, 0.01, 2_000), row(1_000, 0.02, 1_000)])).toBe(
    '25 ms takes the least time for the same precision; 1000 ms takes 2.0 times as long.',
  );
  expect(concludePrecision([row(25, 0.01, 1_000), row(100, 0.01, 1_050)])).toContain('same time');
  expect(concludePrecision([row(25, 0.01, 1_000)])).toContain('One length alone');
});
