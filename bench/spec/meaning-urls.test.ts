// Deployments and counters by URL: which of them a config may name.
import { expect, test } from 'vitest';
import { findConfigProblems } from './config-problems.ts';
import { formatPath } from './problem.ts';
import { sampleConfig } from './sample-config.ts';

function problemsOf(change: Record<string, unknown>): string[] {
  const { problems } = findConfigProblems({ ...sampleConfig, ...change });
  return problems.map(({ path, message }) => `${formatPath(path)}: ${message}`);
}

test('levels that are deployments of their own need no target.url', () => {
  const levels = { old: { url: 'http://127.0.0.1:1' }, new: { url: 'http://127.0.0.1:2' } };
  const factors = { release: { levels } };
  expect(problemsOf({ target: {}, services: {}, factors, baseline: { release: 'old' } })).toEqual(
    [],
  );
  const twice = { ...factors, region: { levels } };
  const baseline = { release: 'old', region: 'old' };
  expect(problemsOf({ target: {}, services: {}, factors: twice, baseline })).toEqual([
    'factors.region: gives URLs like release, but a variant can have one only',
  ]);
});

test('a counter elsewhere is right where each level has its own, or there is one variant', () => {
  const counter = { path: '/c', url: 'http://127.0.0.1:9' };
  const level = (port: number) => ({
    url: `http://127.0.0.1:${port}`,
    counterUrl: `http://127.0.0.1:${port + 10}`,
  });
  const factors = { release: { levels: { old: level(1), new: level(2) } } };
  const apart = { target: { counter }, services: {}, factors, baseline: { release: 'old' } };
  expect(problemsOf(apart)).toEqual([]);
  const one = { target: { counter, url: 'http://127.0.0.1:1' }, services: {}, factors: {} };
  expect(problemsOf({ ...one, baseline: {} })).toEqual([]);
});
