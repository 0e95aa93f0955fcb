// Every fixture is valid JUnit for libxml2, and each status is the element that CI servers expect.

import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { validateXML } from 'xmllint-wasm';
import { quoteText } from '../document/messages/message.ts';
import type { ResultDocument } from '../document/result.ts';
import {
  buildAA,
  buildComplete,
  buildInjection,
  buildInvalid,
  buildPartial,
  buildSixty,
} from '../fixtures/documents.ts';
import { escapeXml, junit } from './junit.ts';
import type { ExportOptions } from './model.ts';
import { listRows } from './registry.ts';

const renderJunit = (document: ResultDocument, options: ExportOptions = {}) =>
  junit.render(listRows(document), options);

const schema = readFileSync(new URL('./junit.xsd', import.meta.url), 'utf8');
const validate = (contents: string) =>
  validateXML({ xml: { fileName: 'junit.xml', contents }, schema });
const count = (xml: string, what: RegExp) => xml.match(what)?.length ?? 0;

test('a command that ended without a document is one case that is an error', async () => {
  const xml =
    junit.renderFailure?.({
      ...{
        command: 'loadstone gate',
        code: 'CHECKOUT_FAILED',
        message: 'npm ci <failed> & "so".',
      },
      ...{ hint: 'See above.', output: '\u0000npm error\n]]>' },
      ...{ at: '2026-01-01T00:00:00.000Z', hostname: 'here' },
    }) ?? '';
  const { valid, errors } = await validate(xml);
  expect([valid, errors]).toEqual([true, []]);
  expect([count(xml, /<testcase /g), count(xml, /<error /g)]).toEqual([1, 1]);
});

const all: readonly (readonly [string, () => ResultDocument])[] = [
  ['complete', buildComplete],
  ['invalid', buildInvalid],
  ['partial', buildPartial],
  ['aa', buildAA],
  ['injection', buildInjection],
  ['sixty', () => buildSixty(2)],
];

test.each(all)(
  '%s is valid against the schema, undecided gates skipped or failed',
  async (_, build) => {
    const document = build();
    for (const onInconclusive of ['warn', 'fail'] as const) {
      const { valid, errors } = await validate(renderJunit(document, { onInconclusive }));
      expect(errors).toEqual([]);
      expect(valid).toBe(true);
    }
  },
);

test('any text may be a name: the whole of Unicode is valid against the schema', async () => {
  const texts = fc.sample(fc.string({ unit: 'binary', maxLength: 12 }), { numRuns: 400, seed: 8 });
  const { gates, ...document } = buildComplete();
  const named = texts.map((text, index) => ({
    ...{
      ...gates[index % gates.length],
      gate: text,
      message: quoteText(text),
      advice: quoteText(text),
      configFile: text,
    },
    ...{ scenario: index % 3 === 0 ? text : 'browse' },
  })) as ResultDocument['gates'];
  const checks = texts.map(
    (text) => ({ name: text, status: 'warning', detail: quoteText(text) }) as const,
  );
  const validity = { ...document.validity, checks };
  const { errors } = await validate(renderJunit({ ...document, validity, gates: named }));
  expect(errors).toEqual([]);
});

test.each([
  ['a missing attribute', / classname="[^"]*"/],
  ['a time that is no number', / time="[^"]*"/, ' time="1 s"'],
  ['a suite without properties', /<properties>[\s\S]*?<\/properties>/],
  ['a failure without a type', /(<failure message="[^"]*") type="[^"]*"/, '$1'],
])('the schema refuses %s', async (_, part, instead = '') => {
  const whole = renderJunit(buildComplete());
  const broken = whole.replace(part, instead);
  expect(broken).not.toBe(whole);
  expect((await validate(broken)).valid).toBe(false);
});

test('statuses become failure, skipped, error; the counts agree with the elements', () => {
  const document = buildPartial();
  const of = (status: string) => document.gates.filter((gate) => gate.status === status).length;
  const xml = renderJunit(document);
  expect(count(xml, /<failure /g)).toBe(of('fail'));
  expect(count(xml, /<skipped /g)).toBe(of('inconclusive'));
  expect(count(xml, /<error /g)).toBe(of('error'));
  expect(xml).toContain(
    `tests="${document.gates.length + document.validity.checks.length}" failures="${of('fail')}" errors="${of('error')}" skipped="${of('inconclusive')}"`,
  );
});

test('an undecided gate is a failure where that is asked for', () => {
  const document = buildComplete();
  const undecided = document.gates.filter((gate) => gate.status === 'inconclusive').length;
  expect(undecided).toBeGreaterThan(0);
  const failures = (onInconclusive: 'warn' | 'fail') =>
    count(renderJunit(document, { onInconclusive }), /<failure /g);
  expect(failures('fail') - failures('warn')).toBe(undecided);
});

test('of an invalid run no gate passes, though the document says so, and a reason stands in any case', () => {
  const { gates } = buildComplete();
  const xml = renderJunit({ ...buildInvalid(), gates });
  expect(count(xml, /<error [^>]*type="invalid-run"/g)).toBe(gates.length + 1);
  const mute = renderJunit({ ...buildAA(), validity: { status: 'invalid', checks: [] } });
  expect(mute).toContain('<error message="The run is invalid; no check tells why."');
});

test('wrong answers fail though no gate asks for right ones, also in an invalid run', () => {
  const failures = (document: ResultDocument) =>
    count(renderJunit(document), /<failure message="[^"]*41 of 3,574[^"]*" type="wrong-answers"/g);
  const partial = buildPartial();
  expect(failures(partial)).toBe(0);
  expect(failures({ ...partial, gates: [] })).toBe(1);
  const invalid: ResultDocument = { ...partial, validity: { status: 'invalid', checks: [] } };
  expect(failures({ ...invalid, gates: [] })).toBe(1);
  // The gate that asks for right ones fails by itself there, too.
  expect(failures(invalid)).toBe(0);
  expect(count(renderJunit(invalid), /<failure [^>]*type="over-limit"/g)).toBe(1);
});

test('a check with a warning passes and says so', () => {
  expect(renderJunit(buildComplete())).toMatch(
    /name="foreign-cpu"[^>]*>\s*<system-out>warning: Other programs used 6%/,
  );
});

test('time is in seconds and stands once, with the validity of the run', () => {
  const times = [...renderJunit(buildComplete()).matchAll(/<testsuite .*? time="([^"]*)"/g)];
  expect(times.map(([, time]) => time)).toEqual(['252.000', '0.000', '0.000']);
});

test('each suite says how to run the same again', () => {
  const xml = renderJunit(buildComplete());
  expect(xml).toContain(
    '<property name="reproduceCommand" value="loadstone run --preset demo --seed 42 --groups 8">',
  );
  expect(xml).toContain('<property name="fingerprint" value="9d41f0c2b7aa">');
});

test('what XML cannot carry is shown as an escape, what it can is kept', () => {
  expect(escapeXml('a\u0000\u0008\u001b\ufffe\ud800b')).toBe('a\\x00\\x08\\x1b\\ufffe\\ud800b');
  expect(escapeXml('\u202e等 🎉 é')).toBe('\\u202e等 🎉 é');
  expect(escapeXml('<a href="x">]]>&\'\n')).toBe('&lt;a href=&quot;x&quot;&gt;]]&gt;&amp;&apos; ');
});
