import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { readDocument } from '../../../reports/document/versions.ts';
import { chooseExitCode } from './run.ts';

const fixture = (name: string) =>
  readDocument(
    'result',
    JSON.parse(
      readFileSync(new URL(`../../../reports/fixtures/v2-${name}.json`, import.meta.url), 'utf8'),
    ),
  );

/** The fixture with or without a wrong answer in its first cell. */
function withWrongBodies(name: string, wrongBodies: number) {
  const document = fixture(name);
  const [scenario, ...rest] = document.scenarios;
  const cells = scenario?.cells.map((cell, index) => ({
    ...cell,
    wrongBodies: index === 0 ? wrongBodies : 0,
  }));
  return { ...document, scenarios: [{ ...scenario, cells }, ...rest] } as typeof document;
}

test('a whole run without trouble passes', () => {
  expect(chooseExitCode(withWrongBodies('complete', 0), [])).toBe(0);
});

test('wrong data stands above everything, even above an invalid run', () => {
  expect(chooseExitCode(withWrongBodies('complete', 1), ['a'])).toBe(5);
  expect(chooseExitCode(withWrongBodies('invalid', 1), [])).toBe(5);
});

test('an invalid run is inconclusive, never a pass', () => {
  expect(chooseExitCode(withWrongBodies('invalid', 0), ['a'])).toBe(4);
});

test('a variant that could not start fails the command though the others were compared', () => {
  expect(chooseExitCode(withWrongBodies('complete', 0), ['cache=redis'])).toBe(3);
});
