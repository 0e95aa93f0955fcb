// Before the first group: each reading route once, nothing that writes, and an end where nothing is right.
import { expect, test } from 'vitest';
import type { InlineRequest } from '../drivers/driver.ts';
import { preflightRoutes } from './route-preflight.ts';

const request = (path: string, more: Partial<InlineRequest> = {}): InlineRequest => ({
  ...{
    route: `${more.method ?? 'GET'} ${path}`,
    method: 'GET',
    path,
    headers: {},
    body: undefined,
  },
  ...{ weight: 1, expectedStatuses: [200], bodyIncludes: undefined, ...more },
});

/** @param statuses by path; 404 of others */
async function preflight(
  requests: readonly InlineRequest[],
  statuses: Readonly<Record<string, number>>,
) {
  const sent: [string, Readonly<Record<string, string>>][] = [];
  const service = {
    baseUrl: 'http://127.0.0.1:1',
    ask: () => Promise.reject(new Error('no scenario here keeps cookies')),
    get: async (path: string, _: number, headers: Readonly<Record<string, string>> = {}) => {
      sent.push([path, headers]);
      const status = statuses[path] ?? 404;
      if (status === 0) throw new Error('socket hang up');
      const empty = { bytes: Buffer.alloc(0), contentType: '', contentEncoding: '' };
      return { status, body: '', ...empty };
    },
  };
  const ref = { kind: 'inline', name: 'shop', requests } as const;
  const outcome = preflightRoutes([{ name: 'shop', ref, seed: 1 }], service, null, 1_000);
  const notes = await outcome.catch((thrown: unknown) => thrown);
  return { notes, sent };
}

test('a scenario all of whose routes are not found ends the run', async () => {
  const { notes } = await preflight([request('/a')], {});
  expect(notes).toMatchObject({
    ...{ code: 'SCENARIO_NOT_ANSWERED', exitCode: 2 },
    message: 'Scenario shop gets no right answer from the baseline: GET /a answered 404, not 200.',
  });
  const both = await preflight([request('/a'), request('/b')], { '/a': 401 });
  const message = String(both.notes);
  expect(message).toContain('GET /a answered 401');
  expect(message).toContain('GET /b answered 404');
});

test('one other status of every answer ends the run with the setting for it', async () => {
  const { notes } = await preflight([request('/a'), request('/b')], { '/a': 201, '/b': 201 });
  expect(notes).toMatchObject({
    code: 'SCENARIO_NOT_ANSWERED',
    message: expect.stringContaining('GET /a answered 201, not 200'),
    hint: expect.stringContaining('set expectedStatuses: [201]'),
  });
});

test('answers that the scenario expects are right, whatever they are', async () => {
  const { notes, sent } = await preflight(
    [request('/a', { headers: { authorization: 'Bearer t' }, expectedStatuses: [404, 410] })],
    {},
  );
  expect(notes).toEqual([]);
  expect(sent).toEqual([['/a', { authorization: 'Bearer t' }]]);
});

test.each([
  ['one of two', { '/a': 200 }, 'shop: GET /b answered 404, not 200.'],
  [
    'a service that fails',
    { '/a': 500, '/b': 503 },
    'shop: GET /a answered 500, not 200; GET /b answered 503, not 200.',
  ],
  [
    'a service that has no time',
    { '/a': 429, '/b': 429 },
    'shop: GET /a answered 429, not 200; GET /b answered 429, not 200.',
  ],
  ['a broken connection', { '/a': 0, '/b': 200 }, 'shop: GET /a failed: socket hang up.'],
])('of %s it is told, and the run goes on', async (_, statuses, note) => {
  const { notes } = await preflight([request('/a'), request('/b')], statuses);
  // Routes are asked for in the order in which they are drawn.
  expect(
    String(notes)
      .split(/shop: |; |\.$/)
      .sort(),
  ).toEqual(note.split(/shop: |; |\.$/).sort());
});

test('nothing that writes is sent, and where writes are left out nothing is concluded', async () => {
  const { notes, sent } = await preflight(
    [request('/a'), request('/orders', { method: 'POST', body: '{}' })],
    {},
  );
  expect(sent.map(([path]) => path)).toEqual(['/a']);
  expect(notes).toEqual(['shop: GET /a answered 404, not 200.']);
});

test('a request that nobody can send is refused before anything is sent', async () => {
  const { notes, sent } = await preflight([request('/a', { headers: { 'x y': '1' } })], {});
  expect(notes).toMatchObject({
    code: 'SCENARIO_INVALID',
    message: expect.stringContaining('has a name that HTTP does not allow'),
  });
  expect(sent).toEqual([]);
});
