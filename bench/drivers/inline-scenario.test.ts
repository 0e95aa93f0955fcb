// Inline scenarios: the mix follows the weights and the seed, checks belong to their requests.
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { InlineRequest } from './driver.ts';
import { buildInlineScenario } from './inline-scenario.ts';

function inline(request: Partial<InlineRequest>): InlineRequest {
  return {
    route: 'r',
    method: 'GET',
    path: '/',
    headers: {},
    body: undefined,
    weight: 1,
    expectedStatuses: [200],
    bodyIncludes: undefined,
    ...request,
  };
}

function pathsOf(requests: readonly InlineRequest[], seed: number, count: number): string[] {
  const source = buildInlineScenario('s', requests).createSource({ seed, data: null });
  return Array.from({ length: count }, () => source.next().path);
}

describe('an inline scenario', () => {
  it('draws each request by its weight', () => {
    const requests = [inline({ path: '/a', weight: 3 }), inline({ path: '/b', weight: 1 })];
    const ofA = pathsOf(requests, 5, 10_000).filter((path) => path === '/a').length;
    // 7,500 expected with a standard deviation of 43: five of them.
    expect(Math.abs(ofA - 7_500)).toBeLessThan(217);
  });

  it('draws the same from one seed, and never anything else than its requests', () => {
    const weights = fc.array(fc.double({ min: 1e-9, max: 1e9, noNaN: true }), {
      minLength: 1,
      maxLength: 6,
    });
    fc.assert(
      fc.property(weights, fc.nat(), (drawnWeights, seed) => {
        const requests = drawnWeights.map((weight, index) => inline({ path: `/${index}`, weight }));
        const paths = pathsOf(requests, seed, 50);
        expect(paths).toEqual(pathsOf(requests, seed, 50));
        const known = new Set(requests.map(({ path }) => path));
        expect(paths.every((path) => known.has(path))).toBe(true);
      }),
    );
  });

  it('sums the weights of a route, and tells whether it writes', () => {
    const { routes } = buildInlineScenario('s', [
      inline({ weight: 2 }),
      inline({ weight: 3, method: 'PATCH' }),
      inline({ route: 'other' }),
    ]);
    expect(routes.r).toMatchObject({ weight: 5, writes: true });
    expect(routes.other).toMatchObject({ weight: 1, writes: false });
  });

  it('checks the text of the request it belongs to', () => {
    const scenario = buildInlineScenario('s', [
      inline({ path: '/a', bodyIncludes: 'A' }),
      inline({ path: '/b', bodyIncludes: 'B' }),
      inline({ path: '/c' }),
    ]);
    const source = scenario.createSource({ seed: 1, data: null });
    const check = scenario.routes.r?.check;
    for (let round = 0; round < 50; round++) {
      const request = source.next();
      const expected = request.path === '/c' ? undefined : expect.stringContaining('does not hold');
      expect(check?.({ statusCode: 200, body: 'neither' }, request)).toEqual(expected);
      const right = request.path.slice(1).toUpperCase();
      expect(check?.({ statusCode: 200, body: right }, request)).toBeUndefined();
    }
  });

  it.each([
    { title: 'no request', requests: [], problem: 'it has no request' },
    {
      title: 'a relative path',
      requests: [inline({ path: 'a' })],
      problem: 'path must start with a slash',
    },
    {
      title: 'a path that would make a second request',
      requests: [inline({ path: '/ HTTP/1.1\r\n\r\nDELETE /' })],
      problem: 'path holds a control character',
    },
    {
      title: 'a header that HTTP can not carry',
      requests: [inline({ headers: { 'x-name': 'Müller' } })],
      problem: 'header "x-name" has a value with "ü"',
    },
    { title: 'a weight of 0', requests: [inline({ weight: 0 })], problem: 'weight must be' },
    {
      title: 'statuses that differ in a route',
      requests: [inline({}), inline({ expectedStatuses: [201] })],
      problem: 'route r expects 200 before and 201 here',
    },
    {
      title: 'a body wanted of HEAD',
      requests: [inline({ method: 'HEAD', bodyIncludes: 'x' })],
      problem: 'no body to hold',
    },
  ])('refuses $title', ({ requests, problem }) => {
    expect(() => buildInlineScenario('s', requests)).toThrow(
      expect.objectContaining({
        code: 'SCENARIO_INVALID',
        message: expect.stringContaining(problem),
      }),
    );
  });
});
