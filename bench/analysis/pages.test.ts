// Visits of pages → figures: medians, failures, Apdex.
import { expect, test } from 'vitest';
import type { PageVisit, PageVisits } from '../measurement/records.ts';
import {
  buildPageResults,
  computeApdex,
  computeFrustratedRatio,
  computeTypicalPage,
} from './pages.ts';

const visit = (page: string, readyMs: number, changes: Partial<PageVisit> = {}): PageVisit => ({
  ...{ page, view: 'first', round: 0, readyUs: readyMs * 1_000, ...changes },
});

const failed = (page: string): PageVisit => ({
  ...{ page, view: 'first', round: 0, failure: 'status 500' },
});

const trial = (visits: readonly PageVisit[]): PageVisits => ({
  ...{ browser: 'Chromium 1', satisfiedMs: 100, visits: [...visits], browserCpuNs: 1e9 },
  load: { scheduled: 9, succeeded: 9, failed: 0, timedOut: 0, inFlightAtEnd: 0, dropped: 0 },
});

test('the figure of a trial is the mean over pages and views of the median visit', () => {
  const visits = [
    ...[10, 30, 20].map((ms) => visit('a', ms)),
    ...[100, 300, 200].map((ms) => visit('b', ms)),
    visit('b', 50, { view: 'repeat' }),
  ];
  expect(computeTypicalPage(visits, 'readyUs')).toBeCloseTo(((20 + 200 + 50) / 3) * 1_000, 6);
});

test('a page without an interaction does not count for INP', () => {
  const visits = [visit('a', 10, { inpUs: 8_000 }), visit('b', 10)];
  expect(computeTypicalPage(visits, 'inpUs')).toBe(8_000);
  expect(computeTypicalPage(visits, 'lcpUs')).toBeUndefined();
});

test('a failed visit is the slowest of all, and a page that mostly fails has no figure', () => {
  expect(computeTypicalPage([visit('a', 10), visit('a', 30), failed('a')], 'readyUs')).toBe(30_000);
  const mostly = [visit('a', 10), failed('a'), failed('a'), visit('b', 10)];
  expect(computeTypicalPage(mostly, 'readyUs')).toBeUndefined();
});

test('Apdex counts up to T whole, up to 4 T half, above it and failures not at all', () => {
  const visits = [visit('a', 100), visit('a', 101), visit('a', 400), visit('a', 401), failed('a')];
  expect(computeApdex([trial(visits)])).toBeCloseTo((1 + 0.5 + 0.5) / 5, 12);
  expect(computeFrustratedRatio([trial(visits)])).toBeCloseTo(2 / 5, 12);
  expect(computeApdex([trial([])])).toBeUndefined();
  expect(computeFrustratedRatio([])).toBeUndefined();
});

test('a page over all groups has the median of the medians, and every failure with its reason', () => {
  const groups = [
    trial([visit('a', 10, { clsScore: 0 }), visit('a', 30, { clsScore: 0 })]),
    trial([visit('a', 50, { clsScore: 0.2 }), failed('a'), visit('a', 70, { clsScore: 0.2 })]),
    trial([visit('a', 90, { clsScore: 0.1 })]),
  ];
  expect(buildPageResults(groups)).toEqual([
    expect.objectContaining({
      ...{ page: 'a', view: 'first', visits: 6, failed: 1, readyUs: 70_000, clsScore: 0.1 },
      ...{ inpUs: null, satisfiedMs: 100, frustratedRatio: 1 / 6 },
      failureReasons: [{ reason: 'status 500', count: 1 }],
    }),
  ]);
  expect(buildPageResults([])).toEqual([]);
});

test('a group whose typical visit failed is slower than any other, and not left out', () => {
  const fails = trial([failed('a'), failed('a'), visit('a', 10)]);
  const read = (groups: readonly PageVisits[]) => buildPageResults(groups)[0]?.readyUs;
  expect(read([trial([visit('a', 10)]), trial([visit('a', 20)]), fails])).toBe(20_000);
  expect(read([trial([visit('a', 10)]), fails, fails])).toBeNull();
});
