// Tests of the client that retries: same key and body, twice at most, before anything new.
import { expect, test } from 'vitest';
import type { RequestSource, ScenarioRequest } from '../model.ts';
import { scenario } from './availability.ts';
import { samplePopulation as data } from './sample-population.ts';
import { userCount } from './users.ts';

function createSource(seed = 1): RequestSource {
  return scenario.createSource({ seed, data });
}

function nextOf(source: RequestSource, route: string): ScenarioRequest {
  for (let draws = 0; draws < 10_000; draws++) {
    const request = source.next();
    if (request.route === route) return request;
  }
  throw new Error(`no ${route} in 10,000 requests`);
}

test('an order without an answer is sent again as it was, before anything new', () => {
  const source = createSource();
  const first = nextOf(source, 'order_create');
  const second = nextOf(source, 'order_create');
  source.unanswered?.(first, undefined);
  source.unanswered?.(second, 503);
  expect([source.next(), source.next()]).toEqual([first, second]);
  expect(source.next()).not.toEqual(first);
});

test('an order is given up after its second retry', () => {
  const source = createSource();
  const untouched = createSource();
  const order = nextOf(source, 'order_create');
  nextOf(untouched, 'order_create');
  for (let retry = 0; retry < 2; retry++) {
    source.unanswered?.(order, undefined);
    expect(source.next()).toEqual(order);
  }
  source.unanswered?.(order, undefined);
  expect(source.next()).toEqual(untouched.next());
});

test.each([
  ['a change of a customer, which may have been made', 'customer_patch', undefined],
  ['a read', 'order_list', undefined],
  ['an order that was refused for good', 'order_create', 422],
])('%s is not sent again', (_, route, statusCode) => {
  const source = createSource();
  const untouched = createSource();
  source.unanswered?.(nextOf(source, route), statusCode);
  nextOf(untouched, route);
  expect(source.next()).toEqual(untouched.next());
});

test('an order that was shed is sent again', () => {
  const source = createSource();
  const order = nextOf(source, 'order_create');
  source.unanswered?.(order, 429);
  expect(source.next()).toEqual(order);
});

test('retries never shift what is drawn, and no more than a thousand wait', () => {
  const source = createSource();
  const untouched = createSource();
  const orders = Array.from({ length: 1_200 }, () => nextOf(source, 'order_create'));
  for (const order of orders) source.unanswered?.(order, undefined);
  for (const order of orders.slice(0, 1_000)) expect(source.next()).toEqual(order);
  for (let skipped = 0; skipped < orders.length; skipped++) nextOf(untouched, 'order_create');
  for (let draws = 0; draws < 200; draws++) expect(source.next()).toEqual(untouched.next());
});

test('an order that an earlier try had made counts as made', () => {
  expect(scenario.routes.order_create?.expectedStatuses).toEqual([200, 201]);
});

test('fifty users send about as much each, the same for the same seed', () => {
  const usersOf = (seed: number) => {
    const source = createSource(seed);
    return Array.from({ length: 10_000 }, () => source.next().user ?? -1);
  };
  const users = usersOf(1);
  expect(usersOf(1)).toEqual(users);
  expect(usersOf(2)).not.toEqual(users);
  const counts = Array.from({ length: userCount }, (_, user) =>
    users.filter((one) => one === user),
  );
  // 200 each, with a standard deviation of 14.
  for (const { length } of counts) expect(Math.abs(length - 200)).toBeLessThan(5 * 14);
  expect(counts.flat()).toHaveLength(users.length);
});
