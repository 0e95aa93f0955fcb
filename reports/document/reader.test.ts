// Reading documents: what is good comes through whole, what is not is told all at once.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { buildAA, buildSixty } from '../fixtures/documents.ts';
import { parseResult, ResultFormatError } from './reader.ts';
import { checkStructure } from './structure.ts';

function catchFormatError(value: unknown): ResultFormatError {
  try {
    parseResult(value);
  } catch (error) {
    if (error instanceof ResultFormatError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('a stored document comes through unchanged', () => {
  const url = new URL('../fixtures/v2-complete.json', import.meta.url);
  const value: unknown = JSON.parse(readFileSync(url, 'utf8'));
  expect(parseResult(value)).toBe(value);
});

test.each(['aa', 'complete', 'injection', 'invalid', 'partial'])(
  'the stored document v1-%s is upgraded and readable',
  (name) => {
    const url = new URL(`../fixtures/v1-${name}.json`, import.meta.url);
    const old = JSON.parse(readFileSync(url, 'utf8'));
    const document = parseResult(old);
    expect(document.schemaVersion).toBe(2);
    expect(document.run.id).toBe(old.run.id);
    expect(document.run.sequential.looks).toEqual([old.run.groupsPlanned]);
    expect(document.gates).toEqual([]);
  },
);

test('a document of this version from before there were ratios of single groups is read', () => {
  const before = structuredClone(buildAA()) as unknown as {
    scenarios: { groupRatios?: unknown }[];
  };
  for (const scenario of before.scenarios) delete scenario.groupRatios;
  expect(parseResult(before).scenarios.map(({ groupRatios }) => groupRatios)).toEqual(
    before.scenarios.map(() => []),
  );
});

test('sixty variants under six scenarios are read', () => {
  expect(parseResult(buildSixty(6)).scenarios).toHaveLength(6);
});

test('all problems are reported at once, each with its path', () => {
  const document = structuredClone(buildAA()) as unknown as {
    run: { seed: unknown; startedAt: unknown };
    scenarios: { cells: { verdict: unknown; groups: unknown }[] }[];
    environment: { cpuCount?: unknown };
  };
  document.run.seed = 'forty-two';
  document.run.startedAt = 'yesterday';
  const cell = document.scenarios[0]?.cells[1];
  if (cell === undefined) throw new Error('the fixture has two cells');
  cell.verdict = 'fine';
  cell.groups = -1;
  delete document.environment.cpuCount;
  const { code, problems, message } = catchFormatError(document);
  expect(code).toBe('STRUCTURE_INVALID');
  expect(problems.map((problem) => problem.path).toSorted()).toEqual([
    'environment.cpuCount',
    'run.seed',
    'run.startedAt',
    'scenarios[0].cells[1].groups',
    'scenarios[0].cells[1].verdict',
  ]);
  expect(message).toContain('run.seed must be integer, is "forty-two"');
});

test.each([[null], [[]], ['text'], [{}], [7]])('%j is no result document', (value) => {
  expect(catchFormatError(value).code).toBe('STRUCTURE_INVALID');
});

test('a document of a later version is named as such instead of being picked to pieces', () => {
  const error = catchFormatError({ schemaVersion: 3 });
  expect(error.code).toBe('VERSION_UNKNOWN');
  expect(error.message).toContain('this Loadstone reads versions 1 to 2');
});

test('what leads nowhere is found: variants, scenarios, lists of unequal length', () => {
  const document = buildAA();
  const [scenario] = document.scenarios;
  const [first, second] = scenario?.cells ?? [];
  if (!scenario || !first?.distribution || !second) throw new Error('the fixture has two cells');
  const distribution = { ...first.distribution, latencyUs: [1, 2] };
  const error = catchFormatError({
    ...document,
    headline: { ...document.headline, scenarioIndex: 9, variantId: 'gone' },
    variants: [...document.variants, document.variants[0]],
    scenarios: [
      {
        ...scenario,
        cells: [
          { ...first, distribution },
          { ...second, variantId: 'nobody' },
        ],
      },
    ],
  });
  expect(error.problems.map((problem) => problem.path)).toEqual([
    'variants[2].id',
    'variants',
    'headline.variantId',
    'scenarios[0].cells[1].variantId',
    'headline.scenarioIndex',
    'scenarios[0].cells[0].distribution.latencyUs',
  ]);
});

test('a schema keyword that the checker does not know is refused, not ignored', () => {
  expect(() => checkStructure(1, { multipleOf: 2 } as object)).toThrow('multipleOf');
});
