// What GitHub's parser would read of the commands.
import { expect, test } from 'vitest';
import type { GateResult } from '../document/gates.ts';
import type { ResultDocument } from '../document/result.ts';
import {
  buildAA,
  buildComplete,
  buildInjection,
  buildInvalid,
  buildPartial,
} from '../fixtures/documents.ts';
import { annotations } from './annotations.ts';
import type { ExportOptions } from './model.ts';
import { listRows } from './registry.ts';

const renderAnnotations = (document: ResultDocument, options: ExportOptions = {}) =>
  annotations.render(listRows(document), options);

/** Reads commands the way the runner does. */
function parseCommands(text: string) {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => {
      const [, kind = '', properties = '', message = ''] = /^::(\w+) (.*?)::(.*)$/.exec(line) ?? [];
      const pairs = properties.split(',').map((pair): [string, string] => {
        const at = pair.indexOf('=');
        return [pair.slice(0, at), decodeEscapes(pair.slice(at + 1))];
      });
      return { kind, message: decodeEscapes(message), ...Object.fromEntries(pairs) } as Record<
        string,
        string
      >;
    });
}

function decodeEscapes(text: string): string {
  return decodeURIComponent(text.replace(/%(?!25|0D|0A|3A|2C)/g, '%25'));
}

function withGate(change: Partial<GateResult>): ResultDocument {
  const document = buildComplete();
  const failed = document.gates.find((gate) => gate.status === 'fail');
  if (failed === undefined) throw new Error('the fixture has a failed gate');
  return { ...document, gates: [{ ...failed, ...change }] };
}

test('a failed gate is an error at its line, an undecided one a warning', () => {
  const commands = parseCommands(renderAnnotations(buildComplete()));
  expect(commands[0]).toMatchObject({
    kind: 'error',
    file: 'loadstone.config.mts',
    line: '42',
    title: 'writes-p50: regression',
  });
  expect(commands[0]?.message).toMatch(/^cache = redis in order-entry, closed-16: p50/);
  expect(commands.map(({ kind }) => kind)).toEqual([
    ...Array(4).fill('error'),
    ...Array(4).fill('warning'),
  ]);
  const strict = parseCommands(renderAnnotations(buildComplete(), { onInconclusive: 'fail' }));
  expect(strict.map(({ kind }) => kind)).toEqual(Array(8).fill('error'));
});

test('what is hostile comes back as it was, without line breaks, and opens no command of its own', () => {
  const gate = 'a,b:c=d%25%\r\n::error::owned';
  const [only, ...others] = parseCommands(renderAnnotations(withGate({ gate })));
  expect(others).toEqual([]);
  expect(only?.title).toBe('a,b:c=d%25% ::error::owned: regression');
  for (const line of renderAnnotations(buildInjection()).trimEnd().split('\n')) {
    expect(line).toMatch(/^::(error|warning) [^:]*::/);
  }
});

test('a path is relative to the root, and left out where it lies outside', () => {
  const place = (configFile: string, root?: string) =>
    parseCommands(
      renderAnnotations(withGate({ configFile }), root === undefined ? {} : { root }),
    )[0]?.file;
  expect(place('/repo/apps/a/loadstone.config.mts', '/repo')).toBe('apps/a/loadstone.config.mts');
  expect(place('apps\\a\\config.mts', '/repo')).toBe('apps/a/config.mts');
  expect(place('/elsewhere/config.mts', '/repo')).toBeUndefined();
  expect(place('/repo/config.mts')).toBeUndefined();
});

test('without a known line there is none', () => {
  const [command] = parseCommands(renderAnnotations(withGate({ configLine: null })));
  expect(command).toMatchObject({ file: 'loadstone.config.mts' });
  expect(command).not.toHaveProperty('line');
});

test('ten of a kind are the most, and the last counts the rest', () => {
  const { gates } = withGate({});
  const document = { ...buildComplete(), gates: Array.from({ length: 13 }, () => gates).flat() };
  const commands = parseCommands(renderAnnotations(document));
  expect(commands).toHaveLength(10);
  expect(commands.at(-1)?.message).toContain('And 3 more like it');
  const ten = renderAnnotations({ ...document, gates: document.gates.slice(0, 10) });
  expect(ten).not.toContain('more like it');
});

test('an invalid run tells its reasons, not its gates', () => {
  const commands = parseCommands(renderAnnotations(buildInvalid()));
  expect(commands).toEqual([
    {
      kind: 'warning',
      title: 'No conclusion: generator-cpu',
      message: 'The generator was saturated: it used 99% of its CPU (limit 90%).',
    },
  ]);
});

test('wrong answers are an error even without a gate', () => {
  const [command] = parseCommands(renderAnnotations({ ...buildPartial(), gates: [] }));
  expect(command).toMatchObject({ kind: 'error', title: 'Wrong responses' });
});

test('where there is nothing to say nothing is said', () => {
  expect(renderAnnotations(buildAA())).toBe('');
});
