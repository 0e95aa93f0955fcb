import { expect, test } from 'vitest';
import { checkEcho } from './configuration-echo.ts';
import { parseServiceStats, type ServiceStats } from './service-stats.ts';

const judge = (...[env, stats]: [Record<string, string>, ServiceStats | undefined]) =>
  checkEcho(env, stats, () => true);

const statsOf = (config: unknown) =>
  parseServiceStats(JSON.stringify({ configHash: 'abc', config }));

test('a service that echoes what the plan sets is as planned', () => {
  const stats = statsOf({ CRM_CACHE: 'memory', CRM_WORKERS: 2, OTHER: 'x' });
  const echo = judge({ CRM_CACHE: 'memory', CRM_WORKERS: '2', NEW: '1' }, stats);
  expect(echo).toMatchObject({
    status: 'as-planned',
    configHash: 'abc',
  });
});

test('each variable that differs is named with both values', () => {
  const stats = statsOf({ CRM_CACHE: 'none', CRM_INDEX: 'fk', CRM_THREADS: 'single' });
  const planned = { CRM_CACHE: 'memory', CRM_INDEX: 'composite', CRM_THREADS: 'single' };
  expect(() => judge(planned, stats)).toThrow(
    /CRM_CACHE is "none", planned "memory"; CRM_INDEX is "fk", planned "composite"\./,
  );
});

test('a service that says nothing of these variables offers no check', () => {
  expect(judge({ A: '1' }, undefined).status).toBe('not-offered');
  expect(judge({ A: '1' }, statsOf({ B: '1' })).status).toBe('not-offered');
  expect(judge({ toString: '1' }, statsOf({})).status).toBe('not-offered');
});

test('a value that is null is an empty variable', () => {
  expect(judge({ A: '' }, statsOf({ A: null })).status).toBe('as-planned');
  expect(() => judge({ A: '1' }, statsOf({ A: null }))).toThrow(/A is null/);
});

test('statistics are taken as far as they are there and of the right kind', () => {
  const text = JSON.stringify({
    requests: { total: 5, byRoute: { list: { 200: 4, 500: 1, x: 'y' } } },
    cache: { hits: 1 },
    pids: [1, 'two'],
  });
  expect(parseServiceStats(text)).toEqual({
    configHash: undefined,
    config: undefined,
    requests: { total: 5, byRoute: { list: { 200: 4, 500: 1 } } },
    cache: undefined,
    pids: [1],
    numbers: new Map([
      ['requests.total', 5],
      ['requests.byRoute.list.200', 4],
      ['requests.byRoute.list.500', 1],
      ['cache.hits', 1],
    ]),
  });
  expect(parseServiceStats('[]')).toBeUndefined();
  expect(parseServiceStats('<html>')).toBeUndefined();
});
