// The table of the self-test: marks, findings and the verdict in words.
import { expect, it } from 'vitest';
import type { CriterionReport, SelftestReport } from '../document/selftest.ts';
import { renderSelftest } from './selftest.ts';
import { measureWidth } from './text.ts';

const wide = { widthColumns: 140, colour: false };

const criterion = (overrides: Partial<CriterionReport>): CriterionReport => ({
  ...{ criterion: 'p50', verdict: 'met', direction: null, trueValue: 20_000 },
  reportedValue: 20_100,
  ...overrides,
});

function buildView(overrides: Partial<SelftestReport> = {}): SelftestReport {
  const noise = { latenessP50Us: 150, latenessP99Us: 600, latenessMaxUs: 900, isNoisy: false };
  const floor = { p50Us: 210, p90Us: 350, p99Us: 800 };
  const run = { caseName: 'closed-one-drop', noise, caveats: [], error: null };
  const counts = {
    optimistic: 1,
    undecidable: 0,
    disowned: 0,
    notReported: 1,
    cases: 1,
    unsupportedCases: [],
  };
  const runs = [
    { ...run, subjectName: 'open', criteria: [criterion({})] },
    {
      ...{ ...run, subjectName: 'wrk' },
      criteria: [
        criterion({ verdict: 'missed', direction: 'optimistic', reportedValue: 9_000 }),
        criterion({ criterion: 'statuses', verdict: 'not-reported', reportedValue: null }),
        criterion({ criterion: 'samples', verdict: 'missed', trueValue: 10, reportedValue: 1_002 }),
      ],
    },
  ];
  return {
    ...{ seed: 1, noiseBefore: noise },
    cases: [{ name: 'closed-one-drop', trap: 'Answers are mismatched.', floor, runs }],
    subjects: [
      { ...counts, name: 'open', kind: 'driver', scoreRatio: 1, met: 1, missed: 0, optimistic: 0 },
      { ...counts, name: 'wrk', kind: 'peer', scoreRatio: null, met: 0, missed: 2 },
    ],
    verdict: 'met',
    ...overrides,
  };
}

it('shows true beside reported, and names what else is untrue', () => {
  // Figures hold hard spaces, so that they never break.
  const text = renderSelftest(buildView(), wide).replaceAll('\u00a0', ' ');
  expect(text).toContain('20.0 ms → 20.1 ms ✓');
  expect(text).toContain('Raw sockets add 210 µs at p50, 350 µs at p90, 800 µs at p99.');
  expect(text).toContain('20.0 ms → 9.00 ms ✗');
  expect(text).toContain('statuses –, samples 10 → 1002 ✗');
  expect(text).toContain('wrk (peer)');
  expect(text).toContain('100.0%');
  expect(text).toContain('Our drivers keep their bounds');
});

it.each([
  ['missed', 'missed a bound'],
  ['undecidable', 'Undecidable here'],
] as const)('says what a verdict of %s means', (verdict, words) => {
  expect(renderSelftest(buildView({ verdict }), wide)).toContain(words);
});

it('says so where no driver of ours was tested', () => {
  const { subjects } = buildView();
  const peers = subjects.filter(({ kind }) => kind === 'peer');
  const text = renderSelftest(buildView({ subjects: peers, verdict: 'missed' }), wide);
  expect(text).toContain('No driver of ours was tested');
});

it.each([40, 80, 140])('is never wider than %d columns', (widthColumns) => {
  const lines = renderSelftest(buildView(), { widthColumns, colour: false }).split('\n');
  expect(Math.max(...lines.map(measureWidth))).toBeLessThanOrEqual(widthColumns);
});

it('shows why a subject could not run a case', () => {
  const { cases } = buildView();
  const failed = cases.map((one) => ({
    ...one,
    runs: one.runs.map((run) => ({ ...run, criteria: [], error: 'the generator ended' })),
  }));
  expect(renderSelftest(buildView({ cases: failed }), wide)).toContain(
    'failed: the generator ended',
  );
});
