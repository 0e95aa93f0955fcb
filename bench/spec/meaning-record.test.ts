// Names under `record`: those that occur, in any case, and never that of a secret.
import { expect, test } from 'vitest';
import { findConfigProblems } from './config-problems.ts';
import { formatPath } from './problem.ts';
import { sampleConfig } from './sample-config.ts';

const problemsOf = (record: readonly string[]) =>
  findConfigProblems({
    ...sampleConfig,
    target: { ...sampleConfig.target, env: { REGION: 'eu', API_TOKEN: 'x', TOKEN_TTL: 5 } },
    record,
  }).problems.map(({ path, message }) => `${formatPath(path)}: ${message}`);

test('variables, headers and query parameters of the config may be named', () => {
  expect(problemsOf(['REGION', 'region', 'WORKERS', 'page', 'TOKEN_TTL'])).toEqual([]);
});

test('a name that occurs nowhere is told with the one that was meant', () => {
  expect(problemsOf(['REGOIN'])).toEqual([
    'record[0]: REGOIN is no variable, header or query parameter of this config; did you mean "REGION"?',
  ]);
});

test('the value of a secret is never recorded, not even where it is asked for', () => {
  expect(problemsOf(['REGION', 'API_TOKEN'])).toEqual([
    expect.stringContaining('record[1]: names a secret (API_TOKEN)'),
  ]);
});
