// The table of the micro-benchmarks: widths, verdicts in words, what did not run.
import { describe, expect, it } from 'vitest';
import type { MicroReport, MicroRow } from '../document/micro.ts';
import { renderMicro } from './micro.ts';
import { measureWidth } from './text.ts';

const comparison = (
  ratio: number,
  verdict: 'better' | 'worse' | 'equivalent' | 'inconclusive',
) => ({
  ...{ ratio, ratioLower: ratio * 0.98, ratioUpper: ratio * 1.02, confidence: 0.95 },
  ...{ pValue: 0.01, adjustedPValue: null, foreignAdjusted: null, leastDetectableRatio: null },
  ...{ method: 'hodges-lehmann' as const, groups: 8, higherIsBetter: false, verdict },
  moreGroups: verdict === 'inconclusive' ? 5 : null,
});

const row = (alternative: string, more: Partial<MicroRow> = {}): MicroRow => ({
  ...{ alternative, status: 'compared', reason: null, timeNs: 123.4, otherTimeNs: null },
  comparison: null,
  ...more,
});

const rows: readonly MicroRow[] = [
  row('whole', { status: 'baseline' }),
  row('split in 8', { timeNs: 1_234, comparison: comparison(10, 'worse') }),
  row('quick', { timeNs: 0.71, comparison: comparison(0.5, 'better') }),
  row('alike', { timeNs: 2_345_678, comparison: comparison(1.01, 'equivalent') }),
  row('unclear', { comparison: comparison(1.2, 'inconclusive') }),
  row('in SQL', {
    status: 'not-run',
    reason: 'needs PostgreSQL: give --with-postgres',
    timeNs: null,
  }),
];

function buildView(overrides: Partial<MicroReport> = {}): MicroReport {
  return {
    ...{
      against: null,
      groups: 8,
      seed: 1,
      toleranceRatio: 0.05,
      nodeVersion: 'v24.0.0',
      cpus: [1],
    },
    ...{ formatVersion: 2, measure: { warmupMs: 1, measureMs: 1, batchMs: 1 }, visits: [] },
    suites: [
      {
        name: 'parser',
        file: 'parser.bench.ts',
        operation: 'one answer read',
        isBenchChanged: false,
        rows,
      },
    ],
    ...overrides,
  };
}

// Figures hold hard spaces, so that they never break.
const render = (view: MicroReport, width: number) =>
  renderMicro(view, { widthColumns: width, colour: false }).replaceAll('\u00a0', ' ');
const lineOf = (text: string, name: string) =>
  text.split('\n').find((line) => line.includes(name)) ?? '';

const against = { ref: 'HEAD~1', commit: '0123456789abcdef', packages: 'linked' } as const;

describe('against the baselines', () => {
  const text = render(buildView(), 160);

  it('says each verdict in words beside its figures', () => {
    expect(lineOf(text, 'whole')).toMatch(/123 ns.*baseline/);
    expect(lineOf(text, 'split')).toMatch(/− split in 8 +1.23 µs +10.0× +\[9.8×, 10.2×\].*slower/);
    expect(lineOf(text, 'quick')).toMatch(/\+ quick +0.710 ns +−50%.*faster/);
    expect(lineOf(text, 'alike')).toMatch(/= alike +2.35 ms +\+1%.*same/);
    expect(lineOf(text, 'unclear')).toMatch(/\? unclear.*inconclusive: \+5 groups/);
  });

  it('lists what did not run with its reason, and counts at the end', () => {
    expect(text).toContain('in SQL: not run, needs PostgreSQL: give --with-postgres');
    expect(text).toContain('1 faster, 1 slower, 1 the same, 1 inconclusive, 1 not run. Seed 1.');
  });
});

describe('against another version', () => {
  const rowsOfBoth = [
    row('whole', { otherTimeNs: 100, comparison: comparison(1.23, 'worse') }),
    row('split', { status: 'only-here' }),
    row('gone', { status: 'only-there', timeNs: null, otherTimeNs: 50 }),
  ];
  const suites = [
    {
      name: 'parser',
      file: 'parser.bench.ts',
      operation: 'one',
      isBenchChanged: true,
      rows: rowsOfBoth,
    },
  ];
  const text = render(buildView({ against, suites }), 160);

  it('names the commit and shows both times', () => {
    expect(text).toContain('against HEAD~1 (0123456789) · 8 groups');
    expect(lineOf(text, 'whole')).toMatch(/123 ns +100 ns +\+23%.*slower/);
  });

  it('says what one version alone has, and that the benchmark itself changed', () => {
    expect(lineOf(text, 'split')).toMatch(/only here$/);
    expect(lineOf(text, 'gone')).toMatch(/– +50.0 ns .*only there$/);
    expect(text).toContain('The benchmark itself differs');
    expect(text).toContain('2 in one version only');
  });
});

it.each([40, 60, 80, 100, 160])('no line is wider than %i columns', (width) => {
  for (const view of [buildView(), buildView({ against, cpus: null })]) {
    for (const line of renderMicro(view, { widthColumns: width, colour: false }).split('\n')) {
      expect(measureWidth(line)).toBeLessThanOrEqual(width);
    }
  }
});

it('keeps name, time, difference and verdict at 60 columns', () => {
  expect(lineOf(render(buildView(), 60), 'split')).toMatch(/1.23 µs +10.0×.*slower/);
});
