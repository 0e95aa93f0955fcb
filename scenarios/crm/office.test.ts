// The office: nobody works before the login was answered, roles keep to what they may do, and people leave and come back.
import { describe, expect, test } from 'vitest';
import type { ScenarioRequest, ScenarioResponse } from '../model.ts';
import type { Account, Role } from './accounts.ts';
import { scenario } from './office.ts';
import { samplePopulation } from './sample-population.ts';

function accountsOf(role: Role, count: number, customerIds: readonly number[]): Account[] {
  return Array.from({ length: count }, (_, index) => ({
    ...{ login: `${role}-${index + 1}`, role, customerIds: customerIds.map((id) => id + index) },
  }));
}

const accounts = [
  ...accountsOf('owner', 20, [100, 200]),
  ...accountsOf('agent', 20, []),
  ...accountsOf('reader', 5, []),
];
const data = { ...samplePopulation, accounts };

const statuses: Readonly<Record<string, number>> = { login: 200, logout: 204 };

interface Played {
  readonly requests: readonly ScenarioRequest[];
  /** Login of the account by number of the user. */
  readonly logins: ReadonlyMap<number | undefined, string>;
}

/** Plays it against a service that answers wanted requests some draws later. */
function play(draws: number, answersAfter = 3, seed = 1): Played {
  const source = scenario.createSource({ seed, data });
  const requests: ScenarioRequest[] = [];
  const logins = new Map<number | undefined, string>();
  const waiting: { readonly at: number; readonly request: ScenarioRequest }[] = [];
  for (let draw = 0; draw < draws; draw += 1) {
    while (waiting[0] !== undefined && waiting[0].at <= draw) {
      const request = waiting.shift()?.request;
      if (request !== undefined) source.observe?.(request, answerTo(request));
    }
    const request = source.next();
    requests.push(request);
    if (request.wantsAnswer === true) waiting.push({ at: draw + answersAfter, request });
    if (request.route === 'login') logins.set(request.user, JSON.parse(request.body ?? '').login);
  }
  return { requests, logins };
}

function answerTo({ route }: ScenarioRequest): ScenarioResponse {
  return { statusCode: statuses[route] ?? 200, body: '{}', headers: {} };
}

test('people work only between the answer to their login and their logout', () => {
  const isIn = new Map<number | undefined, boolean>();
  const answersAfter = 3;
  const { requests } = play(30_000, answersAfter);
  const loginAt = new Map<number | undefined, number>();
  let logouts = 0;
  requests.forEach((request, draw) => {
    const { route, user } = request;
    if (route === 'login') {
      expect(isIn.get(user) ?? false).toBe(false);
      isIn.set(user, true);
      loginAt.set(user, draw);
    } else if (route === 'logout') {
      expect(isIn.get(user)).toBe(true);
      isIn.set(user, false);
      logouts += 1;
    } else if (route !== 'stranger') {
      expect(isIn.get(user)).toBe(true);
      expect(draw - (loginAt.get(user) ?? draw)).toBeGreaterThanOrEqual(answersAfter);
    }
  });
  expect(logouts).toBeGreaterThan(5);
  expect(isIn.size).toBe(24);
});

test('a person is quiet for a while before the logout, so that nothing is answered after it', () => {
  const lastAt = new Map<number | undefined, number>();
  const pauses: number[] = [];
  play(60_000).requests.forEach(({ route, user }, draw) => {
    if (route === 'logout') pauses.push(draw - (lastAt.get(user) ?? 0));
    if (route !== 'stranger') lastAt.set(user, draw);
  });
  expect(pauses.length).toBeGreaterThan(5);
  expect(Math.min(...pauses)).toBeGreaterThanOrEqual(2_000);
});

test('roles do what they may, and now and then ask for what they may not', () => {
  const { requests, logins } = play(20_000);
  const roleOf = (user: number | undefined) => logins.get(user)?.split('-')[0];
  const routesOf = (role: string) =>
    new Set(requests.filter(({ user }) => roleOf(user) === role).map(({ route }) => route));
  expect(routesOf('owner')).toContain('customer_patch');
  expect(routesOf('owner')).not.toContain('order_create');
  expect(routesOf('agent')).toContain('order_create');
  expect(routesOf('agent')).not.toContain('customer_patch');
  expect(routesOf('reader')).not.toContain('order_create');
  expect(routesOf('reader')).not.toContain('customer_patch');
  for (const { route, user, path } of requests) {
    if (route !== 'customer_patch') continue;
    const own = accounts.find(({ login }) => login === logins.get(user))?.customerIds;
    expect(own).toContain(Number(path.slice('/customers/'.length)));
  }
  const forbidden = requests.filter(({ route }) => route === 'forbidden');
  expect(forbidden.length).toBeGreaterThan(50);
  for (const { user, path } of forbidden) {
    expect(path).toBe(roleOf(user) === 'owner' ? '/orders' : '/customers/1');
  }
});

describe('who gets no answer', () => {
  test('logs in again', () => {
    const source = scenario.createSource({ seed: 1, data });
    const logins: ScenarioRequest[] = [];
    for (let draw = 0; draw < 500; draw += 1) {
      const request = source.next();
      if (request.route !== 'login') continue;
      logins.push(request);
      source.unanswered?.(request, undefined);
    }
    expect(logins.length).toBeGreaterThan(400);
  });

  test('works no more, where nobody is ever told', () => {
    const source = scenario.createSource({ seed: 1, data });
    const drawn = Array.from({ length: 500 }, () => source.next().route);
    expect(new Set(drawn)).toEqual(new Set(['login', 'stranger']));
  });
});

test('the same seed and answers give the same requests, another seed others', () => {
  expect(play(2_000).requests).toEqual(play(2_000).requests);
  expect(play(2_000).requests).not.toEqual(play(2_000, 3, 2).requests);
});

test('a population without accounts is refused', () => {
  const create = () => scenario.createSource({ seed: 1, data: samplePopulation });
  expect(create).toThrow(/names no accounts/);
  const agents = { ...data, accounts: accountsOf('agent', 2, []) };
  expect(() => scenario.createSource({ seed: 1, data: agents })).toThrow(/no owner/);
});
