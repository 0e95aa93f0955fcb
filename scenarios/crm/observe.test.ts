// Tests of what a source learns from answers.
import { expect, test } from 'vitest';
import type { RequestSource, ScenarioRequest } from '../model.ts';
import { scenario as browse } from './browse.ts';
import { scenario as orderEntry } from './order-entry.ts';
import { samplePopulation } from './sample-population.ts';

// With one customer, each patch is of the customer whose version was learned.
const oneCustomer = { ...samplePopulation, customersBySize: [42] };

function nextOf(source: RequestSource, route: string): ScenarioRequest {
  for (let draws = 0; draws < 10_000; draws++) {
    const request = source.next();
    if (request.route === route) return request;
  }
  throw new Error(`no ${route} in 10,000 requests`);
}

function patchedVersion(source: RequestSource): unknown {
  return JSON.parse(nextOf(source, 'customer_patch').body ?? '{}').version;
}

test('a patch begins with version 1 where nothing was learned', () => {
  const source = orderEntry.createSource({ seed: 1, data: oneCustomer });
  expect(patchedVersion(source)).toBe(1);
});

test.each([
  ['order_list', 200, '{"customerId":42,"customerVersion":9,"items":[]}', 9],
  ['customer_patch', 200, '{"id":42,"version":5,"name":"x"}', 5],
  ['customer_patch', 409, '{"code":"CONFLICT","message":"x","currentVersion":12}', 12],
  ['order_create', 201, '{"id":1,"customerId":42,"totalCents":5,"customerVersion":3}', 3],
])(
  'a version is learned from the answer of %s with status %d',
  (route, statusCode, body, version) => {
    const source = orderEntry.createSource({ seed: 1, data: oneCustomer });
    source.observe?.(nextOf(source, route), { statusCode, body });
    expect(patchedVersion(source)).toBe(version);
  },
);

test('a stale answer never turns a version back', () => {
  const source = orderEntry.createSource({ seed: 1, data: oneCustomer });
  const request = nextOf(source, 'customer_patch');
  source.observe?.(request, { statusCode: 200, body: '{"id":42,"version":8}' });
  source.observe?.(request, { statusCode: 200, body: '{"id":42,"version":7}' });
  expect(patchedVersion(source)).toBe(8);
});

test('answers that are no JSON are passed over', () => {
  const source = orderEntry.createSource({ seed: 1, data: oneCustomer });
  const request = nextOf(source, 'customer_patch');
  for (const body of ['', '<html>', '{"version":', '{"version":null}', '\u0000']) {
    source.observe?.(request, { statusCode: 502, body });
  }
  expect(patchedVersion(source)).toBe(1);
});

const oneList = { ...samplePopulation, regionCount: 1, segmentCount: 1 };

function listPaths(cursor: string | undefined): string[] {
  const source = browse.createSource({ seed: 3, data: oneList });
  const paths: string[] = [];
  for (let draws = 0; draws < 2000; draws++) {
    const request = source.next();
    if (request.route !== 'customer_list') continue;
    paths.push(request.path);
    if (cursor === undefined) continue;
    const body = `{"items":[],"nextCursor":"${cursor}"}`;
    source.observe?.(request, { statusCode: 200, body });
  }
  return paths;
}

test('a third of the lists turn to the next page once its cursor is known', () => {
  const paths = listPaths('abc=');
  const turned = paths.filter((path) => path.endsWith('&cursor=abc%3D'));
  expect(turned.length / paths.length).toBeGreaterThan(0.2);
  expect(turned.length / paths.length).toBeLessThan(0.4);
});

test('what was learned never shifts the later draws', () => {
  const withoutCursor = listPaths('abc=').map((path) => path.replace(/&cursor=.*/, ''));
  expect(withoutCursor).toEqual(listPaths(undefined));
});
