import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import type { PrepareStep } from '../spec/experiment.ts';
import { readTemplateNames } from './template-build.ts';

const seed: PrepareStep = { command: ['seed'], env: { A: '1', B: '2' }, inputs: ['sql/**/*.sql'] };
const index: PrepareStep = { command: ['index', 'fk'], env: {}, inputs: [] };

const key = 'known to few';

function createConfigFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'loadstone-key-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(join(folder, 'sql/deep'), { recursive: true });
  writeFileSync(join(folder, 'sql/1.sql'), 'create');
  writeFileSync(join(folder, 'sql/deep/2.sql'), 'insert');
  return folder;
}

test('the same steps and inputs give the same names, however the environment is ordered', () => {
  const folder = createConfigFolder();
  const names = readTemplateNames([seed, index], folder, key);
  expect(names).toEqual([
    expect.stringMatching(/^loadstone_template_[0-9a-f]{16}$/),
    expect.stringMatching(/^loadstone_template_[0-9a-f]{16}$/),
  ]);
  expect(readTemplateNames([{ ...seed, env: { B: '2', A: '1' } }, index], folder, key)).toEqual(
    names,
  );
});

test('a change of command, environment, file content or file name changes it and all that follow', () => {
  const folder = createConfigFolder();
  const [first, second] = readTemplateNames([seed, index], folder, key);
  const differs = (steps: readonly PrepareStep[]) => {
    const names = readTemplateNames(steps, folder, key);
    expect(names[0]).not.toBe(first);
    expect(names[1]).not.toBe(second);
  };
  differs([{ ...seed, command: ['seed', '--size', 'M'] }, index]);
  differs([{ ...seed, env: { A: '1' } }, index]);
  writeFileSync(join(folder, 'sql/deep/2.sql'), 'insert more');
  differs([seed, index]);
  writeFileSync(join(folder, 'sql/deep/2.sql'), 'insert');
  expect(readTemplateNames([seed, index], folder, key)).toEqual([first, second]);
  writeFileSync(join(folder, 'sql/3.sql'), '');
  differs([seed, index]);
});

test('a later step leaves the names of those before it', () => {
  const folder = createConfigFolder();
  const [first, second] = readTemplateNames([seed, index], folder, key);
  const other = readTemplateNames([seed, { ...index, command: ['index', 'none'] }], folder, key);
  expect(other[0]).toBe(first);
  expect(other[1]).not.toBe(second);
});

test('who does not know the key of the server cannot tell from a name what the steps were told', () => {
  const folder = createConfigFolder();
  const [one, other] = [key, 'guessed'].map((each) => readTemplateNames([seed], folder, each));
  expect(one).not.toEqual(other);
});
