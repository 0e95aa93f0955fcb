// The JSON Schema, the types and the fixtures say the same, and our own checker agrees with ajv.
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { metricNames } from './metrics.ts';
import resultSchema from './result.schema.json' with { type: 'json' };
import { checkStructure, type SchemaNode } from './structure.ts';
import {
  closeObjects,
  describeDefinition,
  listPaths,
  readInterfaces,
  readUnions,
  setPath,
} from './test-schema.ts';

const fixtures = new URL('../fixtures/', import.meta.url);
const files = readdirSync(fixtures).filter((file) => /^v2-.*\.json$/.test(file));
const readFixture = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(file, fixtures), 'utf8'));
const typeFiles = [
  './result.ts',
  './gates.ts',
  './factorial.ts',
  './timeline.ts',
  './groups.ts',
  './pairwise.ts',
  './verdict-kind.ts',
  './phrase.ts',
  './steadiness.ts',
  './settings.ts',
];
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true }).compile(resultSchema);

test('there are fixtures of this version', () => {
  expect(files.filter((file) => file.startsWith('v2-')).length).toBeGreaterThanOrEqual(5);
});

test.each(files)(
  '%s is valid for ajv and for our checker, and has no key that the schema lacks',
  (file) => {
    const document = readFixture(file);
    expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
    expect(checkStructure(document, resultSchema)).toEqual([]);
    expect(checkStructure(document, closeObjects(resultSchema))).toEqual([]);
  },
);

test('our checker and ajv agree on documents that were damaged anywhere', () => {
  const whole = JSON.stringify(readFixture('v2-aa.json'));
  const paths = listPaths(JSON.parse(whole));
  const replacement = fc.oneof(
    fc.constantFrom(undefined, null, '', 'x', 0, -1, 1.5, 101, true, {}, [], [null]),
    fc.jsonValue({ maxDepth: 1 }),
  );
  fc.assert(
    fc.property(fc.nat(paths.length - 1), replacement, (index, value) => {
      const document: unknown = JSON.parse(whole);
      setPath(document, paths[index] ?? [], value);
      expect(checkStructure(document, resultSchema).length === 0).toBe(validate(document));
    }),
    { numRuns: 1_500, seed: 20 },
  );
});

test('each interface of result.ts has the same properties as its definition, and the same nulls', () => {
  const declared = readInterfaces(typeFiles);
  const defined = new Map<string, SchemaNode>(Object.entries(resultSchema.$defs));
  defined.set('ResultDocument', resultSchema);
  expect([...declared.keys()].filter((name) => !defined.has(name))).toEqual([]);
  expect([...declared.values()].flat().length).toBeGreaterThan(80);
  for (const [name, properties] of declared) {
    expect(describeDefinition(defined.get(name)), name).toEqual(properties.toSorted());
  }
});

test('unions of words in result.ts are the enums of the schema', () => {
  const unions = readUnions(typeFiles);
  expect(resultSchema.$defs.MetricName.enum).toEqual(metricNames);
  for (const name of ['VerdictKind', 'GateStatus', 'GateOutcome']) {
    const definition: SchemaNode | undefined = new Map<string, SchemaNode>(
      Object.entries(resultSchema.$defs),
    ).get(name);
    expect(definition?.enum).toEqual(unions.get(name));
  }
});
