// What a run writes fits its schema, and what does not is told by its place.
import { expect, test } from 'vitest';
import { findShapeProblem } from '../../reports/document/check.ts';
import { buildTestRecords } from '../analysis/test-run.ts';
import { recordSchemas } from '../measurement/records.ts';
import { RunManifest } from './manifest.ts';
import { buildTestManifest } from './test-manifest.ts';

test('what a run writes fits its schema', () => {
  const manifest = buildTestManifest();
  const asWritten = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  expect(findShapeProblem(RunManifest, asWritten(manifest))).toBeUndefined();
  for (const record of buildTestRecords(manifest.experiment, manifest.plan))
    expect(findShapeProblem(recordSchemas[record.kind], asWritten(record))).toBeUndefined();
});

test.each([
  [{ kind: 'not-run', variantId: 'a' }, 'reason: is missing'],
  [{ kind: 'not-run', variantId: '', reason: '' }, 'variantId: must not be empty, is ""'],
  [{ kind: 'not-run', variantId: 7, reason: '' }, 'variantId: must be a text, is 7'],
  [
    { kind: 'run-ended', at: '2026-01-01T00:00:00Z', status: 'done' },
    'status: must be one of complete, interrupted, is "done"',
  ],
])('%j is told as %s', (value, problem) => {
  const shape = recordSchemas[value.kind as keyof typeof recordSchemas];
  expect(findShapeProblem(shape, value)).toBe(problem);
});

test('a key with a line break in it hides nothing from its schema', () => {
  const [, , trial] = buildTestRecords(buildTestManifest().experiment, buildTestManifest().plan);
  const record = { ...JSON.parse(JSON.stringify(trial)), kind: 'sweep-capacity' };
  const failureReasons = { 'a\nb': 'many' };
  const given = { ...record, connections: 1, wrongBodies: 0, failureReasons };
  delete given.capacityRps;
  expect(findShapeProblem(recordSchemas['sweep-capacity'], { ...given, scenario: 's' })).toContain(
    'failureReasons["a b"]: must be a whole number',
  );
});
