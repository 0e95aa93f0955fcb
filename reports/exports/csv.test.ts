// The CSV read back by a small RFC 4180 reader.
import { expect, test } from 'vitest';
import type { ResultDocument } from '../document/result.ts';
import { buildComplete, buildPartial } from '../fixtures/documents.ts';
import { hostileTexts } from '../fixtures/hostile-texts.ts';
import { buildCapacitySearch, buildSweep } from '../fixtures/swept-run.ts';
import { find, forbidden, harmful } from '../test-hostile.ts';
import { csvSweep, csvTrials } from './csv.ts';
import { listRows } from './registry.ts';
import { parseCsv } from './test-csv.ts';

const renderTrials = (document: ResultDocument) => csvTrials.render(listRows(document), {});

test('a row a trial, as wide as the header, with the figures of the document', () => {
  const document = buildComplete();
  const [header = [], ...rows] = parseCsv(renderTrials(document));
  expect(rows).toHaveLength(document.trials.length);
  expect(new Set(rows.map((row) => row.length))).toEqual(new Set([header.length]));
  expect(header).toContain('latencyP99Us');
  const at = header.indexOf('latencyP99Us');
  expect(rows.map((row) => Number(row[at]))).toEqual(
    document.trials.map((trial) => trial.latencyP99Us),
  );
});

test('excluded trials say why', () => {
  const [header = [], ...rows] = parseCsv(renderTrials(buildPartial()));
  const [included, because] = [header.indexOf('included'), header.indexOf('excludedBecause')];
  const out = rows.filter((row) => row[included] === 'false');
  expect(out.length).toBeGreaterThan(0);
  expect(new Set(out.map((row) => row[because]?.slice(0, 30)))).toEqual(
    new Set(['Service threads = pool died in']),
  );
  expect(rows.filter((row) => row[included] === 'true' && row[because] !== '')).toEqual([]);
});

test.each([
  ['=1+1', "'=1+1"],
  ['+cmd', "'+cmd"],
  ['-2', "'-2"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "' =1"],
  ['＝1', "'＝1"],
  ['a=b', 'a=b'],
  ['quote " and, comma\nline', 'quote " and, comma line'],
])('text %j stands as %j', (label, expected) => {
  const document = buildComplete();
  const variants = document.variants.map((variant) => ({ ...variant, label }));
  const [header = [], row = []] = parseCsv(renderTrials({ ...document, variants }));
  expect(row[header.indexOf('variantLabel')]).toBe(expected);
});

test('a figure that was not measured is an empty cell, a negative one no formula', () => {
  const document = buildComplete();
  const [first] = document.trials;
  if (first === undefined) throw new Error('the fixture has trials');
  const trials = [{ ...first, latencyP50Us: null, throughputRps: -1 }];
  const [header = [], row = []] = parseCsv(renderTrials({ ...document, trials }));
  expect(row[header.indexOf('latencyP50Us')]).toBe('');
  expect(row[header.indexOf('throughputRps')]).toBe('-1');
});

test.each(hostileTexts)('no name of a sweep acts in a spreadsheet: %j', (text) => {
  const rendered = csvSweep.render(listRows(undefined, undefined, buildSweep(text)), {});
  expect(find(rendered, harmful)).toBeUndefined();
  expect(find(rendered, forbidden['csv-sweep'] ?? /^/)).toBeUndefined();
});

test('every rate of a search has the capacity of its variant, with its ratio', () => {
  const rendered = csvSweep.render(listRows(undefined, undefined, buildCapacitySearch()), {}) ?? '';
  const [header = [], ...rows] = rendered
    .trim()
    .split(/\r?\n/)
    .map((line) => line.split(','));
  const cellsOf = (name: string) => rows.map((row) => row[header.indexOf(name)]);
  expect(rows).toHaveLength(8);
  expect(new Set(cellsOf('sloCapacityRps'))).toEqual(new Set(['700', '1400']));
  expect(new Set(cellsOf('sloCapacityVerdict'))).toEqual(new Set(['', 'better']));
  expect(new Set(cellsOf('sloCapacityStatus'))).toEqual(new Set(['estimated']));
});
