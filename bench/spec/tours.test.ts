// Tours in a config: each problem with its path; quick chapters take the short form key by key.
import { expect, test } from 'vitest';
import { LoadstoneError } from '../errors.ts';
import { findConfigProblems } from './config-problems.ts';
import { formatPath } from './problem.ts';
import { findTour } from './resolve-tour.ts';
import { sampleConfig } from './sample-config.ts';
import type { TourConfig } from './tour-schema.ts';

const chapter = { id: 'a', title: 'A', claim: 'It is so.' };
const presets = { short: { groups: 4 } };

function problemsOf(chapters: readonly object[]): string[] {
  const config = { ...sampleConfig, presets, tours: { all: { title: 'All', chapters } } };
  return findConfigProblems(config).problems.map(
    ({ path, message }) => `${formatPath(path)} ${message}`,
  );
}

test('a chapter names a preset, or says why nothing is measured', () => {
  expect(problemsOf([{ ...chapter, preset: 'short', quick: { scenarios: ['home'] } }])).toEqual([]);
  expect(problemsOf([{ ...chapter, notMeasured: { en: 'no', zh: '否' } }])).toEqual([]);
  expect(problemsOf([{ ...chapter, command: 'faults', faults: ['redis-*'] }])).toEqual([]);
});

test('each problem is told with its path', () => {
  expect(problemsOf([chapter, chapter])).toEqual(['tours.all.chapters[1].id is there twice: a']);
  expect(problemsOf([{ ...chapter, preset: 'shot' }])[0]).toMatch(
    /^tours\.all\.chapters\[0\]\.preset "shot" is no preset; did you mean "short"/,
  );
  expect(problemsOf([{ ...chapter, quick: { scenarios: ['hom'] } }])[0]).toMatch(
    /^tours\.all\.chapters\[0\]\.quick\.scenarios\[0\] "hom" is no scenario; did you mean "home"/,
  );
  expect(problemsOf([{ ...chapter, faults: ['control'] }])).toEqual([
    'tours.all.chapters[0].faults is read where command is "faults" only',
  ]);
  expect(problemsOf([{ ...chapter, notMeasured: 'no', preset: 'short' }])).toEqual([
    'tours.all.chapters[0].preset stands beside notMeasured, so it is never read',
  ]);
  expect(problemsOf([])[0]).toMatch(/^tours\.all\.chapters must have at least one entry/);
  expect(problemsOf([{ id: 'a', title: 'A' }])).toEqual(['tours.all.chapters[0].claim is missing']);
});

test('variants that no factor has, and groups that decide nothing, are told with all the rest', () => {
  expect(
    problemsOf([
      { ...chapter, variants: ['cache=none|tierd', 'cach=*', '*'], groups: 2 },
      { ...chapter, id: 'b', quick: { groups: 1 } },
      { ...chapter, id: 'c', command: 'faults', groups: 1 },
    ]),
  ).toEqual([
    'tours.all.chapters[0].groups is 2; a claim takes 3 groups or more, below which nothing is decided',
    expect.stringMatching(
      /^tours\.all\.chapters\[0\]\.variants\[0\] "tierd" is no level of cache; did you mean "tiered"/,
    ),
    expect.stringMatching(
      /^tours\.all\.chapters\[0\]\.variants\[1\] "cach" is no factor; did you mean "cache"/,
    ),
    'tours.all.chapters[1].quick.groups is 1; a claim takes 3 groups or more, below which nothing is decided',
  ]);
});

test('names of a chapter with a config of its own are looked for in that', () => {
  expect(problemsOf([{ ...chapter, config: './other.mts', preset: 'theirs' }])).toEqual([]);
});

const tours: Record<string, TourConfig> = {
  all: {
    title: { en: 'All', zh: '全部' },
    budgetMs: 900_000,
    chapters: [
      { ...chapter, preset: 'long', groups: 12, quick: { preset: 'short' } },
      { ...chapter, id: 'b', notMeasured: 'no' },
    ],
  },
};

test('a quick tour takes the short form, and the rest from the chapter', () => {
  const [whole, quick] = [false, true].map((isQuick) => findTour(tours, undefined, isQuick));
  expect(whole).toMatchObject({ isQuick: false, budgetMs: 900_000, title: { zh: '全部' } });
  expect(whole?.chapters[0]?.run).toMatchObject({ command: 'run', preset: 'long', groups: 12 });
  expect(quick).toMatchObject({ isQuick: true, budgetMs: 600_000 });
  expect(quick?.chapters[0]?.run).toMatchObject({ preset: 'short', groups: 12, leastGroups: 4 });
  expect(quick?.chapters[1]).toMatchObject({ run: null, notMeasured: { en: 'no', zh: null } });
});

test('a tour is named where there are several, and an unknown one is told', () => {
  const catchError = (find: () => unknown) => {
    try {
      find();
    } catch (thrown) {
      if (thrown instanceof LoadstoneError) return thrown;
      throw thrown;
    }
    throw new Error('nothing was thrown');
  };
  const { all } = tours;
  if (all === undefined) throw new Error('no tour');
  expect(catchError(() => findTour({}, undefined, false)).code).toBe('SELECTION_UNKNOWN');
  expect(catchError(() => findTour({ all, other: all }, undefined, false)).message).toBe(
    'This config has several tours: all, other.',
  );
  expect(catchError(() => findTour(tours, 'al', false)).message).toMatch(/did you mean "all"/);
});
