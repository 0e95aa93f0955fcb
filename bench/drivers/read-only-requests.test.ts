// Only what changes nothing is drawn, each request once.
import { expect, test } from 'vitest';
import { inlineScenario } from './contract-session.ts';
import { drawReadOnlyRequests } from './read-only-requests.ts';

test('GET requests of routes that write nothing are drawn, no two the same', async () => {
  const scenario = inlineScenario([
    { path: '/a', route: 'a' },
    { path: '/ü', route: 'b' },
    { path: '/a', route: 'write', method: 'POST' },
    { path: '/mixed', route: 'mixed' },
    { path: '/mixed', route: 'mixed', method: 'DELETE' },
    { path: '/head', route: 'head', method: 'HEAD' },
  ]);
  const drawn = await drawReadOnlyRequests(scenario, 7, null, 20);
  expect(drawn.map(({ request }) => request.path).sort()).toEqual(['/%C3%BC', '/a']);
  expect(await drawReadOnlyRequests(scenario, 7, null, 1)).toHaveLength(1);
  expect(await drawReadOnlyRequests(scenario, 7, null, 0)).toEqual([]);
  const script = { kind: 'k6-script', name: 's', path: '/s.js' } as const;
  expect(await drawReadOnlyRequests(script, 7, null, 20)).toEqual([]);
});
