// The working day: who does what, in which order, about whom.
import { describe, expect, test } from 'vitest';
import { createRandom } from '../random.ts';
import { createKeys } from './keys.ts';
import { dayStartS, expectMix, expectRequests, type Role, roles } from './people.ts';
import { samplePopulation } from './sample-population.ts';
import { createDays, type PlannedStep } from './working-day.ts';

function planDays(count: number, people: readonly Role[] = roles, seed = 1) {
  const random = createRandom(seed);
  const planDay = createDays(people, createKeys(samplePopulation, random, 'zipf'), random);
  return Array.from({ length: count }, planDay);
}

/** Steps of one task of one person, in their order. */
function tasksOf(day: readonly PlannedStep[]): readonly (readonly PlannedStep[])[] {
  return [...Map.groupBy(day, ({ about }) => about).values()];
}

const everyTask = roles.flatMap(({ tasks }) => tasks);
const countOf = (day: readonly PlannedStep[], route: string) =>
  day.filter((step) => step.route === route).length;

describe('a day', () => {
  const days = planDays(200);

  test('has every task as often as the roles say', () => {
    const perDay = everyTask.reduce((sum, task) => sum + task.perDay, 0);
    for (const day of days) {
      expect(tasksOf(day)).toHaveLength(perDay);
      expect([countOf(day, 'customer_import'), countOf(day, 'dashboard')]).toEqual([2, 1]);
      expect(countOf(day, 'open_orders')).toBe(8);
    }
  });

  test('has on average the requests that are expected of it', () => {
    const mean = days.reduce((sum, day) => sum + day.length, 0) / days.length;
    expect(mean / expectRequests(roles)).toBeCloseTo(1, 2);
    for (const [route, expected] of Object.entries(expectMix(roles))) {
      const told = days.reduce((sum, day) => sum + countOf(day, route), 0) / days.length;
      expect(Math.abs(told - expected), route).toBeLessThan(
        4.5 * Math.sqrt(expected / days.length),
      );
    }
  });

  test('goes forward, from nine on, and each has one task at a time', () => {
    for (const day of days.slice(0, 10)) {
      const moments = day.map(({ atS }) => atS);
      expect(moments).toEqual(moments.toSorted((left, right) => left - right));
      expect(moments[0]).toBeGreaterThanOrEqual(dayStartS);
      for (const own of Map.groupBy(day, ({ user }) => user).values()) {
        const changes = own.filter(({ about }, at) => about !== own[at - 1]?.about);
        expect(changes).toHaveLength(new Set(own.map(({ about }) => about)).size);
      }
    }
  });

  test('has people of every role, each under a number of their own', () => {
    const users = new Set(days.flat().map(({ user }) => user));
    const people = roles.reduce((sum, role) => sum + role.people, 0);
    expect([...users].toSorted((left, right) => left - right)).toEqual(
      Array.from({ length: people }, (_, user) => user),
    );
  });

  test('calls come when they come: fewer at noon than in the hour before', () => {
    const perHour = Map.groupBy(
      days.flat().filter(({ route }) => route === 'search'),
      ({ atS }) => Math.floor(atS / 3600),
    );
    const noon = perHour.get(13)?.length ?? 0;
    expect(noon).toBeGreaterThan(0);
    expect(perHour.get(11)?.length).toBeGreaterThan(1.5 * noon);
  });

  test('writes one request in nine', () => {
    const mix = expectMix(roles);
    const writes = (mix.order_create ?? 0) + (mix.customer_patch ?? 0) + (mix.customer_import ?? 0);
    expect(writes / expectRequests(roles)).toBeCloseTo(0.106, 3);
  });
});

test('owners work on customers of their own, and large ones most', () => {
  const owners = roles.filter(({ name }) => name === 'owner');
  const day = planDays(100, owners).flat();
  const rankOf = new Map(samplePopulation.customersBySize.map((id, rank) => [id, rank]));
  const ranks = day.map(({ user, about }) => [user, rankOf.get(about.customerId) ?? -1] as const);
  const people = owners[0]?.people ?? 0;
  // The last customers, too few for everybody, are somebody's as well.
  const last = samplePopulation.customersBySize.length - people;
  expect(ranks.filter(([user, rank]) => rank < last && rank % people !== user)).toEqual([]);
  const inFirstTenth = ranks.filter(([, rank]) => rank < 200).length / ranks.length;
  // Zipf 0.99 over 2,000 ranks gives the first tenth 70 %.
  expect(inFirstTenth).toBeGreaterThan(0.6);
});

test('the pause after a step is exponential about its mean and never longer than ten means', () => {
  const pausing: Role = {
    ...{ name: 'one', people: 1, customers: 'all' },
    tasks: [
      {
        ...{ name: 'look', perDay: 1, hours: [1, 0, 0, 0, 0, 0, 0, 0, 0] },
        steps: [{ route: 'customer', times: 20_000, thinkS: 10 }],
      },
    ],
  };
  const moments = planDays(1, [pausing])
    .flat()
    .map(({ atS }) => atS);
  const pauses = moments.slice(1).map((atS, at) => atS - (moments[at] ?? 0));
  const mean = pauses.reduce((sum, pause) => sum + pause, 0) / pauses.length;
  expect(mean).toBeCloseTo(10, 0);
  expect(pauses.filter((pause) => pause > 10).length / pauses.length).toBeCloseTo(Math.exp(-1), 1);
  expect(Math.max(...pauses)).toBeLessThanOrEqual(100 + 1e-6);
});
