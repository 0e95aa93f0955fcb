// Faults in the formats for CI: wrong data fail, unknown never passes, nothing hostile gets through.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import type { FaultsDocument } from '../document/faults.ts';
import { quoteText } from '../document/messages/message.ts';
import type { ResultDocument } from '../document/result.ts';
import { buildAA, buildComplete, buildInvalid } from '../fixtures/documents.ts';
import {
  buildCleanFaults,
  buildFaults,
  buildHostileFaults,
  buildInvalidFaults,
  buildManyFaults,
} from '../fixtures/faults-document.ts';
import { hostileTexts } from '../fixtures/hostile-texts.ts';
import { find, forbidden, harmful } from '../test-hostile.ts';
import { annotations } from './annotations.ts';
import { bmf } from './bmf.ts';
import { benchmarkBigger, benchmarkSmaller } from './github-benchmark.ts';
import { junit } from './junit.ts';
import { buildCommentMarker, comment, summary } from './markdown.ts';
import type { ExportFormat, ExportOptions } from './model.ts';
import { exportFormats, listRows } from './registry.ts';

const schema = readFileSync(new URL('./junit.xsd', import.meta.url), 'utf8');
/** Of a comparison with what faults did in the same run. */
const render = (
  format: ExportFormat,
  document: ResultDocument,
  faults?: FaultsDocument,
  options: ExportOptions = {},
) => format.render(listRows(document, faults), options);
const renderAlone = (format: ExportFormat, faults: FaultsDocument) =>
  format.render(listRows(undefined, faults), {});
const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;
const withUnknownAudit = (document: FaultsDocument): FaultsDocument => ({
  ...document,
  faults: {
    ...document.faults,
    audit: { ...document.faults.audit, status: 'unknown', reason: quoteText('No write was sent') },
  },
});

test.each([
  ['faults', buildFaults],
  ['clean', buildCleanFaults],
  ['invalid', buildInvalidFaults],
  ['hostile', () => buildHostileFaults()],
] as const)('JUnit with %s is valid against the schema', async (_, build) => {
  for (const onInconclusive of ['warn', 'fail'] as const) {
    const contents = render(junit, buildComplete(), build(), { onInconclusive });
    const { errors } = await validateXML({ xml: { fileName: 'junit.xml', contents }, schema });
    expect(errors).toEqual([]);
  }
});

test('wrong data are failures of their variant and of the whole, also in an invalid run', () => {
  const faults = buildFaults();
  const failures = (document: FaultsDocument) =>
    count(render(junit, buildAA(), document), /<failure [^>]*type="wrong-data"/g);
  expect(failures(faults)).toBe(2);
  expect(failures({ ...faults, validity: { ...faults.validity, status: 'invalid' } })).toBe(2);
  expect(failures(buildCleanFaults())).toBe(0);
});

test('data that nobody audited are skipped, never passed', () => {
  const skipped = (document: FaultsDocument) =>
    count(render(junit, buildAA(), document), /<skipped /g);
  expect(skipped(withUnknownAudit(buildCleanFaults())) - skipped(buildCleanFaults())).toBe(1);
});

test('gates under faults fail, are skipped or pass; of an invalid run none passes', () => {
  const types = (document: FaultsDocument) =>
    render(junit, buildAA(), document, { onInconclusive: 'fail' });
  expect(count(types(buildFaults()), /<failure [^>]*type="fault-gate-fail"/g)).toBe(1);
  expect(count(types(buildFaults()), /<failure [^>]*type="fault-gate-inconclusive"/g)).toBe(1);
  // The failed check and the one gate.
  expect(count(types(buildInvalidFaults()), /<error [^>]*type="invalid-run"/g)).toBe(2);
});

test('a summary tells wrong data before the verdict and shows who survives what', () => {
  const text = render(summary, buildComplete(), buildFaults());
  expect(text.indexOf('✗ Wrong data')).toBeLessThan(text.indexOf('**FAIL: '));
  const rows = text.split('\n').filter((line) => /^\| (?:Variant|<code>).*\|$/.test(line));
  const fault = rows.filter((row) => row.includes('down') || row.includes('Worker killed'));
  expect(new Set(fault.map((row) => row.split('|').length))).toEqual(new Set([9]));
  expect(text).toContain('<b>76.2%</b> degraded');
  expect(text).toContain('not back in 1 of 3 groups');
  expect(text).toContain('1 of 3 passed');
});

test('of an invalid run of faults a summary has the reasons and no figure', () => {
  const text = render(summary, buildAA(), buildInvalidFaults());
  expect(text).toContain('The generator sent 61% of the planned requests');
  expect(text).not.toContain('Worker killed');
});

test('annotations are errors for wrong data and failed gates, warnings for caveats', () => {
  const text = render(annotations, buildAA(), buildFaults());
  expect(text).toMatch(
    /^::error title=Wrong data under faults::Wrong data: of 25,284 acknowledged writes/m,
  );
  expect(text).toMatch(
    /^::error title=stays-up%3A service-paused::cache = redis, threads = cluster/m,
  );
  expect(text).toMatch(/^::warning title=recovers%3A redis-killed::/m);
  const invalid = render(annotations, buildAA(), buildInvalidFaults());
  expect(invalid).toMatch(/^::warning title=No conclusion on faults%3A rate-kept::/m);
  expect(render(annotations, buildAA(), buildCleanFaults())).toBe(render(annotations, buildAA()));
});

const hostile = [hostileTexts.join(' '), ...hostileTexts].map((text) => buildHostileFaults(text));
const invalid = buildInvalid();

test.each(Object.entries(exportFormats))(
  '%s lets no hostile name of faults through',
  (name, format) => {
    for (const faults of hostile) {
      for (const rendered of [render(format, invalid, faults), renderAlone(format, faults)]) {
        const shown = rendered.replace(/^(`{3,})sh\n.*\n\1$/m, '');
        expect(find(shown, harmful)).toBeUndefined();
        expect(find(shown, forbidden[name] ?? /^/)).toBeUndefined();
        if (name === 'summary' || name === 'comment')
          expect(find(shown, /[@`~$]|:\/\/|:tada:/)).toBeUndefined();
      }
    }
  },
);

test('every format but the trials, the laws, the rates, the data quality and the picture tells of faults alone, twice the same', () => {
  const without = Object.keys(exportFormats).filter(
    (name) => exportFormats[name]?.says.includes('faults') === false,
  );
  expect(without).toEqual(['csv', 'csv-scaling', 'csv-sweep', 'csv-quality', 'svg']);
  for (const [name, format] of Object.entries(exportFormats)) {
    for (const build of [buildFaults, buildCleanFaults, buildInvalidFaults]) {
      const text = renderAlone(format, build());
      expect(renderAlone(format, build()), name).toBe(text);
      expect(text.includes('undefined') || text.includes('NaN'), name).toBe(false);
    }
  }
});

test('JUnit of faults alone is valid, carries the time, and fails for wrong data', async () => {
  for (const build of [buildFaults, buildInvalidFaults, () => buildHostileFaults()]) {
    const contents = renderAlone(junit, build());
    const { errors } = await validateXML({ xml: { fileName: 'junit.xml', contents }, schema });
    expect(errors).toEqual([]);
  }
  const text = renderAlone(junit, buildFaults());
  expect(text).toContain('time="1720.000"');
  expect(count(text, /<failure [^>]*type="wrong-data"/g)).toBe(2);
});

test('a comment tells wrong data first, then gates, and folds the table; only news are worth one', () => {
  const beside = render(comment, buildAA(), buildFaults());
  const alone = renderAlone(comment, buildFaults());
  for (const text of [beside, alone]) {
    const places = [
      'wrong data; 1 of 3 gates failed',
      '✗ Wrong data',
      '✗ <code>stays-up',
      '<summary>5 variants',
    ];
    const found = places.map((place) => text.indexOf(place));
    expect(found).toEqual(found.toSorted((one, other) => one - other));
    expect(found[0]).toBeGreaterThan(0);
    expect(text).toContain('loadstone-changed: yes');
  }
  expect(render(comment, buildAA(), buildCleanFaults())).toContain('changed: no');
  expect(renderAlone(comment, buildCleanFaults())).toContain('changed: no');
  expect(renderAlone(comment, buildInvalidFaults())).toContain('changed: yes');
  // The comment of the gates of the same config is another one.
  expect(alone.split('\n')[0]).not.toBe(buildCommentMarker('crm-faults'));
});

test('a comment on many faults stays within its limit, and nothing is left open', () => {
  const limit = 8_000;
  const text = render(comment, buildAA(), buildManyFaults(12, 12), { limit });
  expect(text.length).toBeLessThanOrEqual(limit);
  expect(text).toContain('was cut here');
  expect(count(text, /<details/g)).toBe(count(text, /<\/details>/g));
  expect(renderAlone(comment, buildManyFaults(40, 30)).length).toBeLessThanOrEqual(60_000);
});

test('series over time have availability, outages and the error budget, by what is better', () => {
  const benchmarks = JSON.parse(renderAlone(bmf, buildFaults()));
  const path = 'crm-faults/availability/fault/redis-killed/cache=redis,threads=cluster';
  const lower = benchmarks[path]['availability-ratio'].lower_value;
  expect(benchmarks[path]['availability-ratio'].value).toBeCloseTo(0.5416, 4);
  expect(lower).toBeLessThan(0.5416);
  expect(benchmarks[path]).toMatchObject({
    'longest-outage-ms': { value: 9_750 },
    'recovery-ms': { value: 5_750 },
  });
  expect(benchmarks[path]['availability-less-baseline']).toBeUndefined();
  const [bigger, smaller] = [benchmarkBigger, benchmarkSmaller].map((format) => {
    const entries: { name: string; unit: string }[] = JSON.parse(
      renderAlone(format, buildFaults()),
    );
    return new Set(entries.map(({ name, unit }) => `${name.split(': ')[1]} in ${unit}`));
  });
  expect(bigger).toEqual(new Set(['availability in ratio']));
  expect(smaller).toEqual(
    new Set(['error budget burned in budgets', 'longest outage in ms', 'time to recover in ms']),
  );
});

test('neither invalid faults nor a cell with wrong data makes a record', () => {
  expect(renderAlone(bmf, buildInvalidFaults())).toBe('{}\n');
  expect(renderAlone(benchmarkBigger, buildInvalidFaults())).toBe('[]\n');
  expect(renderAlone(bmf, buildFaults())).not.toContain('postgres-paused/cache=memory');
  expect(renderAlone(bmf, buildFaults())).toContain('service-paused/cache=memory');
});

test('a summary of many faults stays within its limit', () => {
  const limit = 9_000;
  const text = render(summary, buildAA(), buildManyFaults(12, 12), { limit });
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limit);
  expect(text).toContain('was cut here');
});
