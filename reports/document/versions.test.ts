// Reading documents: what is good comes through whole, what is not is told all at once.
import { readFileSync } from 'node:fs';
import Type from 'typebox';
import { expect, test } from 'vitest';
import { buildComparedRuns } from '../fixtures/compared-runs.ts';
import { buildAA, buildSixty } from '../fixtures/documents.ts';
import { buildExplanation, buildProfile } from '../fixtures/explained-run.ts';
import { buildManyFaults } from '../fixtures/faults-document.ts';
import { buildRich } from '../fixtures/rich-document.ts';
import { buildSweep } from '../fixtures/swept-run.ts';
import { findProblems } from './check.ts';
import { count, orNull, tableOf } from './parts.ts';
import { setPath } from './test-damage.ts';
import { DocumentError, type DocumentKind, kindOf, readDocument } from './versions.ts';

function readStored(name: string): unknown {
  return JSON.parse(readFileSync(new URL(`../fixtures/${name}.json`, import.meta.url), 'utf8'));
}

function catchFormatError(value: unknown): DocumentError {
  try {
    readDocument('result', value);
  } catch (error) {
    if (error instanceof DocumentError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

test('a stored document comes through unchanged', () => {
  const value = readStored('v4-complete');
  expect(readDocument('result', value)).toBe(value);
});

test('a caveat of a driver has its present name, also in a document of this version', () => {
  const message = { code: 'warn-driver-groups', text: 'Late. (in 1 of 8 groups)' };
  const params = { count: 1, groups: 8 };
  const late = { code: 'caveat-generator-late', params: {}, text: 'Late.' };
  const advice = { code: 'advise-driver-groups', params: {}, text: 'Read with care.' };
  const old = {
    ...{ code: 'DOUBTFUL_TRIAL', advice },
    message: { ...message, params: { ...params, doubt: late } },
  };
  const given = readStored('v4-complete');
  setPath(given, ['scenarios', 0, 'cells', 0, 'warnings'], [old]);
  const read = readDocument('result', given);
  expect(read.scenarios[0]?.cells[0]?.warnings).toEqual([
    {
      ...{ code: 'DRIVER_CAVEAT', advice },
      message: { ...message, params: { ...params, caveat: late } },
    },
  ]);
});

test.each(['aa', 'complete', 'injection', 'invalid', 'partial'])(
  'the stored document v1-%s is upgraded and readable',
  (name) => {
    const old = readStored(`v1-${name}`) as { run: { id: string; groupsPlanned: number } };
    const document = readDocument('result', old);
    expect(document.schemaVersion).toBe(4);
    expect(document.run.id).toBe(old.run.id);
    expect(document.run.sequential.looks).toEqual([old.run.groupsPlanned]);
    expect(document.gates).toEqual([]);
  },
);

test.each<[DocumentKind, string, number]>([
  ['result', 'v2-complete', 4],
  ['result', 'v2-invalid', 4],
  ['result', 'v2-partial', 4],
  ['faults', 'v1-faults', 3],
  ['faults', 'v2-faults-clean', 3],
  ['sweep', 'v1-sweep', 2],
  ['run-comparison', 'v1-run-comparison', 2],
])('of the stored %s %s each sentence becomes one message', (kind, name, version) => {
  const old = readStored(name);
  const read = readDocument(kind, old);
  expect(read).toMatchObject({ schemaVersion: version });
  const text = JSON.stringify(read);
  expect(text).not.toMatch(/Said"/);
  const said = JSON.stringify(old).match(/"code":"[a-z-]+"/g) ?? [];
  expect(said.length).toBeGreaterThan(0);
  for (const code of new Set(said)) expect(text).toContain(code);
});

test.each(['complete', 'invalid', 'partial'])(
  'the stored document v3-%s is read as v4-%s, which has the same under new keys',
  (name) => {
    const read = readDocument('result', readStored(`v3-${name}`));
    expect(read).toEqual(readStored(`v4-${name}`));
    expect(Object.keys(read)).toEqual(Object.keys(Object(readStored(`v4-${name}`))));
    expect(read.configurationChecks.length).toBeGreaterThan(0);
  },
);

test.each([1, 2, 3])(
  'of version %s the checks of configurations keep their sentences',
  (version) => {
    const old = readStored(`v${version}-complete`) as { treatment: { detail: unknown }[] };
    const { configurationChecks } = readDocument('result', old);
    expect(configurationChecks).toHaveLength(old.treatment.length);
    for (const [index, { detail }] of configurationChecks.entries()) {
      const before = old.treatment[index]?.detail;
      expect(detail.text).toBe(typeof before === 'string' ? before : Object(before).text);
    }
  },
);

test('notes and sentences of an explanation of before are kept as they were written', () => {
  const now = buildExplanation();
  const old = { ...now, schemaVersion: 1, notes: now.notes.map(({ text }) => text) };
  expect(readDocument('explanation', old)).toEqual(now);
});

test('a sentence of before there were codes is kept as it was written', () => {
  const { run, validity } = readDocument('result', readStored('v1-invalid'));
  expect(run.id).not.toBe('');
  expect(validity.checks.map(({ detail }) => detail)).toContainEqual({
    ...{ code: 'as-written', params: {} },
    text: 'The generator was saturated: it used 99% of its CPU (limit 90%).',
  });
});

test('a document from before there were ratios of single groups is read', () => {
  const before = structuredClone(readStored('v2-complete')) as {
    scenarios: { groupRatios?: unknown }[];
  };
  for (const scenario of before.scenarios) delete scenario.groupRatios;
  expect(readDocument('result', before).scenarios.map(({ groupRatios }) => groupRatios)).toEqual(
    before.scenarios.map(() => []),
  );
});

test('sixty variants under six scenarios are read', () => {
  expect(readDocument('result', buildSixty(6)).scenarios).toHaveLength(6);
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
  expect(message).toContain('run.seed must be a whole number, is "forty-two"');
});

test.each([[null], [[]], ['text'], [{}], [7]])('%j is no result document', (value) => {
  expect(catchFormatError(value).code).toBe('STRUCTURE_INVALID');
});

test('a document of a later version is named as such instead of being picked to pieces', () => {
  const error = catchFormatError({ schemaVersion: 5 });
  expect(error.code).toBe('VERSION_UNKNOWN');
  expect(error.message).toContain('this Loadstone reads versions 1 to 4');
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

test.each([
  ['an unknown status of data', ['faults', 'audit', 'status'], 'fine', /faults\.audit\.status/],
  ['a share above 1', ['faults', 'settings', 'sloRatio'], 99.9, /at most 1/],
  ['a missing environment', ['environment'], undefined, /environment is missing/],
  ['what is shared with a result', ['validity', 'status'], 'maybe', /validity\.status/],
  ['a cell of nobody', ['faults', 'cells', 0, 'variantId'], 'x', /no variant of this document: x/],
  ['a cell of no fault', ['faults', 'cells', 0, 'faultId'], 'x', /no fault of this document: x/],
  ['another version', ['schemaVersion'], 4, /reads versions 1 to 3/],
])('of a document of faults %s is refused with its place', (_, path, value, message) => {
  const document = readStored('v3-faults');
  setPath(document, path, value);
  expect(() => readDocument('faults', document)).toThrow(message);
});

test.each<[DocumentKind, unknown]>([
  ['result', buildRich()],
  ['faults', buildManyFaults(3, 3)],
  ['sweep', buildSweep()],
  ['run-comparison', buildComparedRuns()],
  ['explanation', buildExplanation()],
  ['profile', buildProfile()],
])('a document of the kind %s is known as one, and read', (kind, document) => {
  expect(kindOf(document)).toBe(kind);
  expect(readDocument(kind, document)).toBe(document);
  expect(() => readDocument(kind, { ...(document as object), schemaVersion: 9 })).toThrow(
    /schemaVersion is 9; this Loadstone reads version/,
  );
});

test('of a union the branch that was meant is told, of a table each key', () => {
  const one = Type.Object({ kind: Type.Literal('one'), size: Type.Integer() });
  const two = Type.Object({ kind: Type.Literal('two'), names: Type.Array(Type.String()) });
  const schema = Type.Object({ part: orNull(Type.Union([one, two])), sizes: tableOf(count) });
  expect(
    findProblems(schema, {
      part: { kind: 'two', names: ['a', 7] },
      sizes: { a: 1, 'b\n': -1, c: '' },
    }),
  ).toEqual([
    { path: 'part.names[1]', message: 'must be a text, is 7' },
    { path: 'sizes["b "]', message: 'must be at least 0, is -1' },
    { path: 'sizes.c', message: 'must be a whole number, is ""' },
  ]);
  expect(findProblems(schema, { part: 7, sizes: {} })).toEqual([
    { path: 'part', message: 'must be an object or null, is 7' },
  ]);
});
