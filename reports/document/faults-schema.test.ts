// The JSON Schema of faults, the types and the fixtures say the same, for ajv and for our own checker.
import { readdirSync, readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { buildManyFaults } from '../fixtures/faults-document.ts';
import faultsSchema from './faults.schema.json' with { type: 'json' };
import { parseFaults } from './faults-reader.ts';
import resultSchema from './result.schema.json' with { type: 'json' };
import { checkStructure, type SchemaNode } from './structure.ts';
import {
  closeObjects,
  describeDefinition,
  listPaths,
  readInterfaces,
  setPath,
} from './test-schema.ts';

const fixtures = new URL('../fixtures/', import.meta.url);
const files = readdirSync(fixtures).filter((file) => /^v1-faults.*\.json$/.test(file));
const readFixture = (file: string): unknown =>
  JSON.parse(readFileSync(new URL(file, fixtures), 'utf8'));
const validate = new Ajv2020({ allErrors: true, allowUnionTypes: true })
  .addSchema(resultSchema)
  .compile(faultsSchema);
const check = (value: unknown) => checkStructure(value, faultsSchema, [resultSchema]);

test.each(files)('%s is valid for ajv and for us, and has no key that the schema lacks', (file) => {
  const document = readFixture(file);
  expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
  expect(parseFaults(document)).toEqual(document);
  const closed = [closeObjects(resultSchema)];
  expect(checkStructure(document, closeObjects(faultsSchema), closed)).toEqual([]);
});

test('there are fixtures, and one that is not stored is valid too', () => {
  expect(files).toHaveLength(3);
  expect(check(buildManyFaults(3, 3))).toEqual([]);
});

test('each interface of faults.ts has the same properties as its definition, and the same nulls', () => {
  const declared = readInterfaces(['./faults.ts']);
  const defined = new Map<string, SchemaNode>(Object.entries(faultsSchema.$defs));
  defined.set('FaultsDocument', faultsSchema);
  expect([...declared.keys()].toSorted()).toEqual([...defined.keys()].toSorted());
  for (const [name, properties] of declared) {
    expect(describeDefinition(defined.get(name)), name).toEqual(properties.toSorted());
  }
});

test('our checker and ajv agree on documents that were damaged anywhere', () => {
  const whole = JSON.stringify(readFixture('v1-faults-clean.json'));
  const paths = listPaths(JSON.parse(whole));
  const replacement = fc.oneof(
    fc.constantFrom(undefined, null, '', 'x', 0, -1, 1.5, true, {}, [], [null]),
    fc.jsonValue({ maxDepth: 1 }),
  );
  fc.assert(
    fc.property(fc.nat(paths.length - 1), replacement, (index, value) => {
      const document: unknown = JSON.parse(whole);
      setPath(document, paths[index] ?? [], value);
      expect(check(document).length === 0).toBe(validate(document));
    }),
    { numRuns: 1_000, seed: 20 },
  );
});

test.each([
  ['an unknown status of data', ['faults', 'audit', 'status'], 'fine', /faults\.audit\.status/],
  ['a share above 1', ['faults', 'settings', 'sloRatio'], 99.9, /at most 1/],
  ['a missing environment', ['environment'], undefined, /environment is missing/],
  ['what is shared with a result', ['validity', 'status'], 'maybe', /validity\.status/],
  ['a cell of nobody', ['faults', 'cells', 0, 'variantId'], 'x', /no variant of this document: x/],
  ['a cell of no fault', ['faults', 'cells', 0, 'faultId'], 'x', /no fault of this document: x/],
  ['another version', ['schemaVersion'], 2, /reads version 1/],
])('%s is refused with its place', (_, path, value, message) => {
  const document = readFixture('v1-faults.json');
  setPath(document, path, value);
  expect(() => parseFaults(document)).toThrow(message);
});
