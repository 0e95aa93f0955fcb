// The schemas and the types say the same, both ways; the compiler checks it, and the names are told by the test.
import type { Static, TSchema } from 'typebox';
import { expect, test } from 'vitest';
import { findShapeProblem } from '../../../reports/document/check.ts';
import { buildTestRecords } from '../../analysis/test-run.ts';
import type { NoiseFloor } from '../../gates/noise.ts';
import type { RunRecord } from '../../measurement/records.ts';
import type { RunManifest } from '../manifest.ts';
import { buildTestManifest } from '../test-manifest.ts';
import { manifestShape, type noiseFloorShape } from './manifest-shape.ts';
import { recordShapes } from './record-shapes.ts';

/** A type as it is in a file: nothing is undefined, and what may be undefined is absent. */
type Plain<T> = T extends readonly (infer Item)[]
  ? readonly Plain<Item>[]
  : T extends object
    ? string extends keyof T
      ? { readonly [Key in keyof T]: Plain<T[Key]> }
      : {
          readonly [Key in keyof T as undefined extends T[Key] ? never : Key]: Plain<T[Key]>;
        } & {
          readonly [Key in keyof T as undefined extends T[Key] ? Key : never]?: Plain<
            Exclude<T[Key], undefined>
          >;
        }
    : T;

type Says<Schema extends TSchema, T> = [Plain<Static<Schema>>] extends [Plain<T>]
  ? [Plain<T>] extends [Plain<Static<Schema>>]
    ? true
    : 'the schema asks for more than the type'
  : 'the schema lets through what the type does not';

type RecordOf<Kind extends RunRecord['kind']> = Extract<RunRecord, { readonly kind: Kind }>;

/** Does not compile where a schema and its type differ. */
const agreed: {
  readonly [Kind in RunRecord['kind']]: Says<(typeof recordShapes)[Kind], RecordOf<Kind>>;
} & { readonly [name: string]: true } = {
  trial: true,
  'group-started': true,
  'group-ended': true,
  treatment: true,
  settled: true,
  warmup: true,
  'sweep-capacity': true,
  'sweep-slice': true,
  'sweep-use': true,
  'fault-episode': true,
  'fault-not-run': true,
  'fault-rate': true,
  'not-run': true,
  'run-ended': true,
};
const manifestAgrees: Says<typeof manifestShape, RunManifest> = true;
const floorAgrees: Says<typeof noiseFloorShape, NoiseFloor> = true;

test('each kind of record has a schema, and so has what stands beside them', () => {
  expect(Object.keys(recordShapes).toSorted()).toEqual(Object.keys(agreed).toSorted());
  expect([manifestAgrees, floorAgrees]).not.toContain(false);
});

test('what a run writes fits its schema', () => {
  const manifest = buildTestManifest();
  const asWritten = (value: unknown): unknown => JSON.parse(JSON.stringify(value));
  expect(findShapeProblem(manifestShape, asWritten(manifest))).toBeUndefined();
  for (const record of buildTestRecords(manifest.experiment, manifest.plan))
    expect(findShapeProblem(recordShapes[record.kind], asWritten(record))).toBeUndefined();
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
  const shape = recordShapes[value.kind as keyof typeof recordShapes];
  expect(findShapeProblem(shape, value)).toBe(problem);
});

test('a key with a line break in it hides nothing from its schema', () => {
  const [, , trial] = buildTestRecords(buildTestManifest().experiment, buildTestManifest().plan);
  const record = { ...JSON.parse(JSON.stringify(trial)), kind: 'sweep-capacity' };
  const failureReasons = { 'a\nb': 'many' };
  const given = { ...record, connections: 1, wrongBodies: 0, failureReasons };
  delete given.capacityRps;
  expect(findShapeProblem(recordShapes['sweep-capacity'], { ...given, scenario: 's' })).toContain(
    'failureReasons["a b"]: must be a whole number',
  );
});
