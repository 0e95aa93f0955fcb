// Faults in the formats for CI: wrong data fail, unknown never passes, nothing hostile gets through.
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { renderAnnotations } from './annotations/render-annotations.ts';
import { buildAA, buildComplete, buildInvalid } from './fixtures/documents.ts';
import {
  buildCleanFaults,
  buildFaults,
  buildHostileFaults,
  buildInvalidFaults,
  buildManyFaults,
} from './fixtures/faults-document.ts';
import { hostileTexts } from './fixtures/gate-rules.ts';
import { renderJunit } from './junit/render-junit.ts';
import { renderSummary } from './markdown/render-summary.ts';
import { outputFormats } from './outputs.ts';
import type { FaultsDocument } from './schema/faults.ts';

const schema = readFileSync(new URL('./junit/junit.xsd', import.meta.url), 'utf8');
const count = (text: string, what: RegExp) => text.match(what)?.length ?? 0;
const withUnknownAudit = (document: FaultsDocument): FaultsDocument => ({
  ...document,
  faults: {
    ...document.faults,
    audit: { ...document.faults.audit, status: 'unknown', reason: 'No write was sent' },
  },
});

test.each([
  ['faults', buildFaults],
  ['clean', buildCleanFaults],
  ['invalid', buildInvalidFaults],
  ['hostile', () => buildHostileFaults()],
] as const)('JUnit with %s is valid against the schema', async (_, build) => {
  for (const onInconclusive of ['warn', 'fail'] as const) {
    const contents = renderJunit(buildComplete(), { onInconclusive, faults: build() });
    const { errors } = await validateXML({ xml: { fileName: 'junit.xml', contents }, schema });
    expect(errors).toEqual([]);
  }
});

test('wrong data are failures of their variant and of the whole, also in an invalid run', () => {
  const faults = buildFaults();
  const failures = (document: FaultsDocument) =>
    count(renderJunit(buildAA(), { faults: document }), /<failure [^>]*type="wrong-data"/g);
  expect(failures(faults)).toBe(2);
  expect(failures({ ...faults, validity: { ...faults.validity, status: 'invalid' } })).toBe(2);
  expect(failures(buildCleanFaults())).toBe(0);
});

test('data that nobody audited are skipped, never passed', () => {
  const skipped = (document: FaultsDocument) =>
    count(renderJunit(buildAA(), { faults: document }), /<skipped /g);
  expect(skipped(withUnknownAudit(buildCleanFaults())) - skipped(buildCleanFaults())).toBe(1);
});

test('gates under faults fail, are skipped or pass; of an invalid run none passes', () => {
  const types = (document: FaultsDocument) =>
    renderJunit(buildAA(), { faults: document, onInconclusive: 'fail' });
  expect(count(types(buildFaults()), /<failure [^>]*type="fault-gate-fail"/g)).toBe(1);
  expect(count(types(buildFaults()), /<failure [^>]*type="fault-gate-inconclusive"/g)).toBe(1);
  // The failed check and the one gate.
  expect(count(types(buildInvalidFaults()), /<error [^>]*type="invalid-run"/g)).toBe(2);
});

test('a summary tells wrong data before the verdict and shows who survives what', () => {
  const text = renderSummary(buildComplete(), { faults: buildFaults() });
  expect(text.indexOf('✗ Wrong data')).toBeLessThan(text.indexOf('**Choose'));
  const rows = text.split('\n').filter((line) => /^\| (?:Variant|<code>).*\|$/.test(line));
  const fault = rows.filter((row) => row.includes('down') || row.includes('Worker killed'));
  expect(new Set(fault.map((row) => row.split('|').length))).toEqual(new Set([9]));
  expect(text).toContain('<b>76.2%</b> dented');
  expect(text).toContain('not back in 1 of 3 groups');
  expect(text).toContain('1 of 3 passed');
});

test('of an invalid run of faults a summary has the reasons and no figure', () => {
  const text = renderSummary(buildAA(), { faults: buildInvalidFaults() });
  expect(text).toContain('The generator sent 61% of the planned requests');
  expect(text).not.toContain('Worker killed');
});

test('annotations are errors for wrong data and failed gates, warnings for doubt', () => {
  const text = renderAnnotations(buildAA(), { faults: buildFaults() });
  expect(text).toMatch(/^::error title=Wrong data under faults::Wrong data: of 25,284 writes/m);
  expect(text).toMatch(/^::error title=stays-up%3A service-paused::redis · cluster/m);
  expect(text).toMatch(/^::warning title=recovers%3A redis-killed::/m);
  const invalid = renderAnnotations(buildAA(), { faults: buildInvalidFaults() });
  expect(invalid).toMatch(/^::warning title=No conclusion on faults%3A rate::/m);
  expect(renderAnnotations(buildAA(), { faults: buildCleanFaults() })).toBe(
    renderAnnotations(buildAA()),
  );
});

test('no format lets hostile names of faults through', () => {
  const forbidden = {
    junit: /\]\]>|<script|<img|<!--|="[^"]*[<>][^"]*"/,
    summary: /<(?!\/?(?:code|details|summary|b|br)\b)|\*\*bold|\]\(|\n# heading|[@~$]|:\/\/|:tada:/,
    annotations: /^(?!::(?:error|warning) [^:]*::|$).*/m,
  } as const;
  for (const text of [hostileTexts.join(' '), ...hostileTexts]) {
    const faults = buildHostileFaults(text);
    for (const [name, pattern] of Object.entries(forbidden)) {
      const rendered = outputFormats[name]?.render(buildInvalid(), { faults }) ?? '';
      const shown = rendered.replace(/^(`{3,})sh\n.*\n\1$/m, '');
      expect(shown.length).toBeGreaterThan(100);
      expect(pattern.exec(shown)?.[0], name).toBeUndefined();
    }
  }
});

test('a summary of many faults stays within its limit', () => {
  const limitBytes = 9_000;
  const text = renderSummary(buildAA(), { limitBytes, faults: buildManyFaults(12, 12) });
  expect(Buffer.byteLength(text)).toBeLessThanOrEqual(limitBytes);
  expect(text).toContain('was cut here');
});
