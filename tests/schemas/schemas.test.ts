// The published JSON Schemas are current, and say to a validator of another make what our reader says.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Ajv2020 } from 'ajv/dist/2020.js';
import fc from 'fast-check';
import { Compile } from 'typebox/compile';
import { expect, test } from 'vitest';
import { findProblems } from '../../reports/document/check.ts';
import { FaultsDocument } from '../../reports/document/faults.ts';
import { ResultDocument } from '../../reports/document/result.ts';
import { listPaths, setPath } from '../../reports/document/test-damage.ts';
import { TourDocument } from '../../reports/document/tour.ts';
import { buildManyFaults } from '../../reports/fixtures/faults-document.ts';
import { buildRich } from '../../reports/fixtures/rich-document.ts';
import { buildTour } from '../../reports/fixtures/tour-document.ts';
import { renderSchemas, schemaFolder } from './render.ts';

const published = renderSchemas();
const compile = (file: string, change: (schema: object) => object = (schema) => schema) =>
  new Ajv2020({ allErrors: true }).compile(change(JSON.parse(published.get(file) ?? '')));
const kinds = [
  {
    name: 'result',
    files: /^v4-.*\.json$/,
    least: 5,
    schema: ResultDocument,
    validate: compile('result.schema.json'),
    validateClosed: compile('result.schema.json', closeObjects),
    unstored: buildRich(),
    damaged: 'v4-aa.json',
  },
  {
    name: 'faults',
    files: /^v3-faults.*\.json$/,
    least: 3,
    schema: FaultsDocument,
    validate: compile('faults.schema.json'),
    validateClosed: compile('faults.schema.json', closeObjects),
    unstored: buildManyFaults(3, 3),
    damaged: 'v3-faults-clean.json',
  },
  {
    name: 'tour',
    files: /^v1-tour\.json$/,
    least: 1,
    schema: TourDocument,
    validate: compile('tour.schema.json'),
    validateClosed: compile('tour.schema.json', closeObjects),
    unstored: buildTour(),
    damaged: 'v1-tour.json',
  },
];
const fixtures = join(import.meta.dirname, '../../reports/fixtures');
const readFixture = (file: string): unknown =>
  JSON.parse(readFileSync(join(fixtures, file), 'utf8'));

/** The schema with unknown keys refused, to catch fixtures that went beyond it. */
function closeObjects(schema: object): object {
  return JSON.parse(JSON.stringify(schema), (_, value) =>
    value?.type === 'object' && !('additionalProperties' in value)
      ? { ...value, additionalProperties: false }
      : value,
  );
}

test.each([...published])('%s is as `npm run schemas` writes it', (file, text) => {
  expect(readFileSync(join(schemaFolder, file), 'utf8')).toBe(text);
});

test.each(kinds)(
  'documents of the kind $name fit, and have no key that the schema lacks',
  ({ files, least, schema, unstored, validate, validateClosed }) => {
    const stored = readdirSync(fixtures).filter((file) => files.test(file));
    expect(stored.length).toBeGreaterThanOrEqual(least);
    for (const document of [unstored, ...stored.map(readFixture)]) {
      expect(validate(document), JSON.stringify(validate.errors)).toBe(true);
      expect(validateClosed(document), JSON.stringify(validateClosed.errors)).toBe(true);
      expect(findProblems(schema, document)).toEqual([]);
    }
  },
);

test.each(kinds)(
  'of documents of the kind $name that were damaged anywhere, both refuse the same ones',
  ({ schema, validate, damaged }) => {
    const reader = Compile(schema);
    const whole = JSON.stringify(readFixture(damaged));
    const paths = listPaths(JSON.parse(whole));
    const replacement = fc.oneof(
      fc.constantFrom(undefined, null, '', 'x', 0, -1, 1.5, 101, 1e300, true, {}, [], [null]),
      fc.jsonValue({ maxDepth: 1 }),
    );
    fc.assert(
      fc.property(fc.nat(paths.length - 1), replacement, (index, value) => {
        const document: unknown = JSON.parse(whole);
        setPath(document, paths[index] ?? [], value);
        expect(reader.Check(document)).toBe(validate(document));
      }),
      { numRuns: 1_000, seed: 20 },
    );
  },
);
