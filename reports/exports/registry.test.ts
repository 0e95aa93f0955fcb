// The contract of every format: it renders every document, says the same twice, and lets nothing hostile through.

import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { quoteText } from '../document/messages/message.ts';
import type { ResultDocument } from '../document/result.ts';
import { readDocument } from '../document/versions.ts';
import {
  buildAA,
  buildComplete,
  buildInjection,
  buildInvalid,
  buildPartial,
  buildSixty,
} from '../fixtures/documents.ts';
import { hostileTexts } from '../fixtures/hostile-texts.ts';
import { find, forbidden, harmful } from '../test-hostile.ts';
import { exportFormats, listRows } from './registry.ts';

const readOld = (name: string) =>
  readDocument(
    'result',
    JSON.parse(readFileSync(new URL(`../fixtures/v1-${name}.json`, import.meta.url), 'utf8')),
  );

/** Hostile in every place: each text is once the name of everything. */
function listHostileDocuments(): ResultDocument[] {
  return [buildInjection(), ...hostileTexts.map(spoil)];
}

function spoil(text: string): ResultDocument {
  const document = buildPartial();
  return {
    ...document,
    run: { ...document.run, id: text, name: text, reproduceCommand: text, planHash: text },
    validity: {
      ...document.validity,
      checks: [{ name: text, status: 'warning', detail: quoteText(text) }],
    },
    variants: document.variants.map((variant) => ({
      ...variant,
      label: text,
      notRunReason: quoteText(text),
    })),
    scenarios: document.scenarios.map((scenario) => ({ ...scenario, scenario: text })),
    groups: document.groups.map((group) => ({ ...group, voidReason: quoteText(text) })),
    trials: document.trials.map((trial) => ({ ...trial, scenario: text, loadId: text })),
    gates: document.gates.map((gate) => ({
      ...{
        ...gate,
        gate: text,
        scenario: text,
        message: quoteText(text),
        advice: quoteText(text),
        configFile: text,
      },
    })),
    environment: { ...document.environment, fingerprint: text, hostname: text },
    warnings: [{ code: text, message: quoteText(text), advice: quoteText(text) }],
  };
}

const documents: readonly (readonly [string, () => ResultDocument])[] = [
  ...['aa', 'complete', 'injection', 'invalid', 'partial'].map(
    (name) => [`an upgraded v1-${name}`, () => readOld(name)] as const,
  ),
  ...Object.entries({ buildAA, buildComplete, buildInjection, buildInvalid, buildPartial }),
  ['sixty variants under six scenarios', () => buildSixty(6)],
];
const formats = Object.entries(exportFormats);
const options = { root: '/repo', onInconclusive: 'warn', absolute: false } as const;

test.each(documents)('%s is rendered by every format, twice the same', (_, build) => {
  const [run, again] = [listRows(build()), listRows(build())];
  for (const [name, { render }] of formats) {
    const text = render(run, options);
    expect(render(again, options), name).toBe(text);
    if (name !== 'annotations') expect(text.length, name).toBeGreaterThan(2);
    if (text !== '') expect(text.endsWith('\n'), name).toBe(true);
    expect(text.includes('undefined') || text.includes('NaN'), name).toBe(false);
  }
});

test('file names and descriptions are there once', () => {
  for (const key of ['fileName', 'description'] as const) {
    expect(new Set(formats.map(([, format]) => format[key])).size).toBe(formats.length);
  }
});

test.each(formats)('%s lets nothing hostile through', (name, { render }) => {
  for (const document of listHostileDocuments()) {
    const text = render(listRows(document), options).replace(/^(`{3,})sh\n.*\n\1$/m, '');
    expect(find(text, harmful)).toBeUndefined();
    expect(find(text, forbidden[name] ?? /^/)).toBeUndefined();
    if (name !== 'annotations') expect(find(text, /^\s*::/m)).toBeUndefined();
  }
});

test.each(formats)('%s lets nothing hostile of a failure through', (name, { renderFailure }) => {
  for (const text of [...hostileTexts, hostileTexts.join('\n')]) {
    const rendered = renderFailure?.({
      ...{
        command: text,
        code: text,
        message: text,
        hint: text,
        output: `${text}\n${text}`,
      },
      ...{ at: '2026-01-01T00:00:00.000Z', hostname: text },
    });
    // In an indented block Markdown has no meaning; a line of it that could end the block is no such line.
    const shown = (rendered ?? '').replace(/^ {4}.*$/gm, name === 'junit' ? '$&' : '');
    expect(find(rendered ?? '', harmful)).toBeUndefined();
    if (rendered === undefined) continue;
    expect(find(shown, forbidden[name] ?? /^/)).toBeUndefined();
    if (name !== 'annotations') expect(find(shown, /^\s*::/m)).toBeUndefined();
  }
});

test('the check for hostile text is not blind: raw documents fail it', () => {
  const raw = hostileTexts.join('\n');
  expect(raw).toMatch(harmful);
  for (const [name, pattern] of Object.entries(forbidden)) expect(raw, name).toMatch(pattern);
});

test('text in Markdown mentions nobody, links nowhere and stays in its cell', () => {
  for (const document of listHostileDocuments()) {
    for (const { render } of [exportFormats.summary, exportFormats.comment].filter(
      (f) => f != null,
    )) {
      const text = render(listRows(document), options).replace(/^(`{3,})sh\n.*\n\1$/m, '');
      expect(find(text, /[@`~$]|:\/\/|:tada:/)).toBeUndefined();
      const rows = text.split('\n').filter((line) => line.startsWith('| '));
      expect(new Set(rows.map((row) => row.split('|').length))).toEqual(new Set([9, 10]));
    }
  }
});
