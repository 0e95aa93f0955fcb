// What a chapter says follows from the verdicts of its run, and from nothing that was not exercised.
import { expect, test } from 'vitest';
import type { Cell, ResultDocument, VerdictKind } from '../../../reports/document/result.ts';
import {
  buildAA,
  buildComplete,
  buildInvalid,
  buildUndecided,
} from '../../../reports/fixtures/documents.ts';
import {
  buildCleanFaults,
  buildFaults,
  buildInvalidFaults,
} from '../../../reports/fixtures/faults-document.ts';
import { findInFaults, findInResult } from './chapter-finding.ts';

/** The two programs of `buildAA`, with another verdict of the one that is no baseline. */
function withVerdict(verdict: VerdictKind, more: (cell: Cell) => Partial<Cell> = () => ({})) {
  const document = buildAA();
  return change(document, (cell) =>
    cell.verdict === 'baseline' ? cell : { ...cell, verdict, ...more(cell) },
  );
}

function change(document: ResultDocument, ofCell: (cell: Cell) => Cell): ResultDocument {
  const scenarios = document.scenarios.map((scenario) => ({
    ...scenario,
    cells: scenario.cells.map(ofCell),
  }));
  return { ...document, scenarios };
}

test('a recommended variant that is better is what a chapter is about, with its costs', () => {
  const document = buildComplete();
  const { verdict, rows, rowIndex, baselineLabel } = findInResult(document);
  expect(verdict).toBe('better');
  const row = rows[rowIndex ?? 0];
  const scenario = document.scenarios[rowIndex ?? 0];
  expect(row?.variantId).toBe(scenario?.recommendation?.variantId);
  const cell = scenario?.cells.find(({ variantId }) => variantId === row?.variantId);
  const primary = cell?.comparisons.find(({ metric }) => metric === scenario?.primaryMetric);
  expect(row?.effect).toMatchObject({
    ratio: primary?.ratio,
    ratioLower: primary?.ratioLower,
    ratioUpper: primary?.ratioUpper,
    groups: primary?.groups,
  });
  expect(row?.costs.map(({ metric }) => metric)).toContain('cpuPerRequestUs');
  expect(baselineLabel).toBe('cache = none, threads = single, index = none');
});

test.each([
  ['equivalent', 'equivalent'],
  ['worse', 'worse'],
  ['inconclusive', 'undecided'],
  ['not-judged', 'undecided'],
  ['not-exercised', 'not-exercised'],
  ['not-run', 'not-run'],
] as const)('a variant that is %s makes a chapter that is %s', (given, wanted) => {
  expect(findInResult(withVerdict(given)).verdict).toBe(wanted);
});

test('what was not exercised has neither a variant nor an effect nor a cost', () => {
  const { rows } = findInResult(withVerdict('not-exercised'));
  expect(rows[0]).toMatchObject({ variantId: null, effect: null, costs: [] });
  expect(rows[0]?.variants).toMatchObject([{ verdict: 'not-exercised' }]);
});

test('a variant with wrong responses is never what a chapter is about', () => {
  const warning = buildAA().scenarios[0]?.cells[0]?.warnings[0];
  const wrong = withVerdict('better', () => ({
    wrongBodies: 3,
    warnings: [
      {
        code: 'WRONG_BODIES',
        message: warning?.message ?? { code: 'as-written', params: {}, text: 'wrong' },
        advice: warning?.advice ?? { code: 'as-written', params: {}, text: 'mend' },
      },
    ],
  }));
  const { verdict, rows } = findInResult(wrong);
  expect(verdict).toBe('wrong-data');
  expect(rows[0]).toMatchObject({ variantId: null, effect: null });
  expect(rows[0]?.variants[0]?.wrongBodies).toBe(3);
});

test('an undecided run says how many groups would decide it', () => {
  const { verdict, rows, rowIndex } = findInResult(buildUndecided());
  expect(verdict).toBe('undecided');
  expect(rows[rowIndex ?? 0]?.moreGroups).toBe(7);
});

test('a run that is not valid has reasons and no figure', () => {
  const document = buildInvalid();
  const { verdict, rows, rowIndex, reasons } = findInResult(document);
  expect({ verdict, rows, rowIndex }).toEqual({ verdict: 'invalid', rows: [], rowIndex: null });
  const failed = document.validity.checks.filter(({ status }) => status === 'failed');
  expect(reasons).toEqual(failed.map(({ detail }) => detail));
});

test('of faults wrong data stand above everything, and no difference is ever equivalent', () => {
  expect(findInFaults(buildFaults()).verdict).toBe('wrong-data');
  expect(findInFaults(buildInvalidFaults())).toMatchObject({ verdict: 'invalid', faults: null });
  const clean = buildCleanFaults();
  expect(findInFaults(clean).verdict).toBe('undecided');
  const { faults } = clean;
  const better = {
    ...clean,
    faults: {
      ...faults,
      cells: faults.cells.map((cell) => ({
        ...cell,
        figures: cell.figures && {
          ...cell.figures,
          comparison: cell.figures.comparison && {
            ...cell.figures.comparison,
            verdict: 'better' as const,
          },
        },
      })),
    },
  };
  expect(findInFaults(better).verdict).toBe('better');
});
