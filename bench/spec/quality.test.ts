// What a config asks of the data: filled in, and refused where nobody could answer it.
import { expect, test } from 'vitest';
import { findConfigProblems } from './config-problems.ts';
import type { LoadstoneConfig } from './config-schema.ts';
import { formatPath } from './problem.ts';
import type { QualityConfig } from './quality-schema.ts';
import { resolveQuality } from './resolve-quality.ts';
import { sampleConfig } from './sample-config.ts';

const { services: _, ...withoutStores } = sampleConfig as LoadstoneConfig;

function problemsOf(quality: QualityConfig, services: LoadstoneConfig['services']): string[] {
  const config = { ...withoutStores, ...(services && { services }), quality };
  // The sample has a level that needs another store.
  return findConfigProblems(config)
    .problems.filter(({ path }) => path[0] === 'quality')
    .map(({ path, message }) => `${formatPath(path)} ${message}`);
}
const postgres = { postgres: {} };

test('a share is better where it is higher, a count where it is lower, if nothing else is said', () => {
  const resolved = resolveQuality({
    ...sampleConfig,
    quality: {
      measures: {
        valid: { dimension: 'validity', sql: 'SELECT 1' },
        doubles: { dimension: 'uniqueness', unit: 'count', sql: 'SELECT 1' },
        found: { dimension: 'uniqueness', unit: 'count', better: 'higher' },
      },
      command: 'node measure.js --all',
      invariants: { totals: 'SELECT 2' },
    },
  });
  expect(resolved?.measures.map(({ name, higherIsBetter }) => [name, higherIsBetter])).toEqual([
    ...[
      ['valid', true],
      ['doubles', false],
      ['found', true],
    ],
  ]);
  expect(resolved).toMatchObject({
    command: ['node', 'measure.js', '--all'],
    invariants: [{ name: 'totals', sql: 'SELECT 2' }],
  });
  expect(resolveQuality(sampleConfig)).toBeUndefined();
});

test('SQL needs a database, and a measure without SQL somebody who tells it', () => {
  const valid = { dimension: 'validity', sql: 'SELECT 1' } as const;
  expect(problemsOf({ measures: { valid }, invariants: { a: 'SELECT 1' } }, postgres)).toEqual([]);
  expect(problemsOf({ measures: { valid }, invariants: { a: 'SELECT 1' } }, undefined)).toEqual([
    expect.stringMatching(/^quality\.invariants needs services\.postgres/),
    expect.stringMatching(/^quality\.measures\.valid\.sql needs services\.postgres/),
  ]);
  expect(problemsOf({ measures: { told: { dimension: 'accuracy' } } }, postgres)).toEqual([
    expect.stringContaining('quality.measures.told has no sql'),
  ]);
  expect(
    problemsOf({ measures: { told: { dimension: 'accuracy' } }, path: '/q' }, undefined),
  ).toEqual([]);
});

test('one of both tells the rest, without a shell and on the service itself', () => {
  expect(problemsOf({ command: 'node a.js', path: '/q' }, postgres)).toEqual([
    expect.stringContaining('quality.path cannot stand beside command'),
  ]);
  expect(problemsOf({ command: 'node a.js | tail -1' }, postgres)).toEqual([
    expect.stringContaining('quality.command is started without a shell'),
  ]);
  expect(problemsOf({ path: '//elsewhere/q' }, postgres)).toHaveLength(1);
});
