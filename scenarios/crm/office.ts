// People who log in, work with their session, and now and then log out and in again.
import type {
  RequestSource,
  Scenario,
  ScenarioRequest,
  ScenarioRoute,
  SourceContext,
} from '../model.ts';
import { createRandom, type Random } from '../random.ts';
import { type Account, parseAccounts, seededPassword } from './accounts.ts';
import { createBulk } from './bulk.ts';
import { smallFileLines } from './import-lines.ts';
import { createKeys } from './keys.ts';
import { createLearned } from './learned.ts';
import { parsePopulation } from './population.ts';
import { type RequestContext, requestBuilders } from './requests.ts';
import { routeRules } from './routes.ts';
import { createRouteDraw, observe } from './workload.ts';

/** People at work: half of them owners, a third agents. */
const staff = { owner: 12, agent: 9, reader: 3 } as const;
/** One comes after so many requests of all: k6, whose users each play an office of their own, would do little but log in. */
const requestsBetweenArrivals = 100;

/** Shares of all requests: without a session, and what a role may not do. */
const strangerRatio = 0.01;
const forbiddenRatio = 0.01;
/** Of a person's requests. */
const logoutRatio = 0.002;
/**
 * Requests of the others between a person's last one and the logout: what is answered after it would be refused. More than
 * any load has connections.
 */
const pauseBeforeLogout = 2_000;

const jsonHeaders = { 'content-type': 'application/json' } as const;

/** What each role does; a write is of the kind that the role may do. */
const mixes = {
  owner: { order_list: 40, customer: 25, customer_list: 15, timeline: 10, customer_patch: 10 },
  agent: { order_list: 40, customer: 25, customer_list: 15, timeline: 10, order_create: 10 },
  reader: { order_list: 45, customer: 25, customer_list: 20, timeline: 10 },
} as const;

interface Person {
  readonly account: Account;
  readonly number: number;
  state: 'out' | 'waiting' | 'in' | 'leaving';
  /** Draws until a person who is leaving logs out. */
  logoutAt: number;
}

const { order_list, customer, customer_list, timeline, customer_patch, order_create } = routeRules;

/** Shares are about those of a long run; how often people log in depends on the answers. */
const routes: Readonly<Record<string, ScenarioRoute>> = {
  order_list: { weight: 40, ...order_list },
  customer: { weight: 25, ...customer },
  customer_list: { weight: 15, ...customer_list },
  timeline: { weight: 10, ...timeline },
  customer_patch: { weight: 5, ...customer_patch },
  order_create: { weight: 4, ...order_create },
  login: {
    ...{ weight: 0.3, writes: false, expectedStatuses: [200] },
    check: ({ body }) => (body.includes('"role"') ? undefined : 'the answer names no role'),
  },
  logout: { weight: 0.2, writes: false, expectedStatuses: [204] },
  stranger: {
    weight: 1,
    writes: false,
    expectedStatuses: [401],
    check: checkRefusal('LOGIN_REQUIRED'),
  },
  forbidden: {
    weight: 1,
    writes: false,
    expectedStatuses: [403],
    check: checkRefusal('FORBIDDEN'),
  },
};

function checkRefusal(code: string): NonNullable<ScenarioRoute['check']> {
  return ({ body }) => (body.includes(`"code":"${code}"`) ? undefined : `no refusal ${code}`);
}

export const scenario: Scenario = {
  name: 'office',
  description:
    'People log in and work with their session: 90 % reads, owners change their customers, agents enter orders. One request in a hundred comes without a session, one asks for what the role may not do.',
  cookies: true,
  routes,
  createSource,
};

function createSource({ seed, data, part }: SourceContext): RequestSource {
  const population = parsePopulation(data);
  const people = chooseStaff(parseAccounts(data));
  const random = createRandom(seed);
  const learned = createLearned();
  let orderNumber = 0;
  const context: RequestContext = {
    ...{ random, learned, keys: createKeys(population, random, 'zipf') },
    // Who is in depends on the answers, so that each generator numbers orders of its own.
    keyPrefix: part === undefined ? `office-${seed}` : `office-${seed}-${part.index}`,
    nextOrderNumber: () => ++orderNumber,
    importLines: smallFileLines,
    ...createBulk(seed, random, population),
  };
  const draws = {
    owner: createRouteDraw(mixes.owner, random),
    agent: createRouteDraw(mixes.agent, random),
    reader: createRouteDraw(mixes.reader, random),
  };
  let drawn = 0;

  function work(person: Person): ScenarioRequest {
    const route = draws[person.account.role]();
    const own = person.account.customerIds;
    // Owners change their own customers.
    const keys =
      route === 'customer_patch'
        ? { ...context.keys, customerId: () => own[random.nextInt(own.length)] ?? 1 }
        : context.keys;
    return { ...requestBuilders[route]({ ...context, keys }), user: person.number };
  }

  return {
    next() {
      drawn += 1;
      if (random.next() < strangerRatio) return askAsStranger(context);
      const present = Math.min(people.length, 1 + Math.floor(drawn / requestsBetweenArrivals));
      const person = choose(people, present, random, drawn);
      if (person === undefined) return askAsStranger(context);
      if (person.state === 'out') return logIn(person);
      if (person.state === 'leaving') return logOut(person);
      if (random.next() < logoutRatio) {
        person.state = 'leaving';
        person.logoutAt = drawn + pauseBeforeLogout;
      }
      if (random.next() < forbiddenRatio) return askForbidden(person);
      return work(person);
    },
    observe(request, response) {
      const person = request.user === undefined ? undefined : people[request.user];
      if (person === undefined) return;
      if (request.route === 'login') person.state = response.statusCode === 200 ? 'in' : 'out';
      else if (request.route === 'logout')
        person.state = response.statusCode === 204 ? 'out' : 'leaving';
      else observe(learned, request, response);
    },
    unanswered(request, statusCode) {
      const person = request.user === undefined ? undefined : people[request.user];
      if (person === undefined || statusCode !== undefined) return;
      // Whether it took effect is not known: both may be done again.
      if (request.route === 'login') person.state = 'out';
      if (request.route === 'logout') person.state = 'leaving';
    },
  };
}

/** @throws Error where the accounts have none of a role, or an owner without customers */
function chooseStaff(accounts: readonly Account[]): readonly Person[] {
  const chosen = Object.entries(staff).flatMap(([role, count]) => {
    const some = accounts.filter(
      (account) => account.role === role && (role !== 'owner' || account.customerIds.length > 0),
    );
    if (some.length === 0) throw new Error(`The population names no ${role} to log in as.`);
    return some.slice(0, count);
  });
  // Owners, agents and readers in turn, so that the first who come are of every role.
  const byTurn = chosen.toSorted((a, b) => turnOf(chosen, a) - turnOf(chosen, b));
  return byTurn.map((account, number) => ({ account, number, state: 'out', logoutAt: 0 }));
}

function turnOf(chosen: readonly Account[], account: Account): number {
  const ofRole = chosen.filter(({ role }) => role === account.role);
  return ofRole.indexOf(account) / ofRole.length;
}

/** Somebody who has something to do: the first from a random place on; undefined where all wait for an answer. */
function choose(
  people: readonly Person[],
  present: number,
  random: Random,
  drawn: number,
): Person | undefined {
  const start = random.nextInt(present);
  for (let step = 0; step < present; step += 1) {
    const person = people[(start + step) % present];
    if (person === undefined || person.state === 'waiting') continue;
    if (person.state !== 'leaving' || drawn >= person.logoutAt) return person;
  }
  return undefined;
}

function logIn(person: Person): ScenarioRequest {
  person.state = 'waiting';
  const { login } = person.account;
  return {
    ...{ route: 'login', method: 'POST', path: '/login', headers: jsonHeaders },
    ...{ body: JSON.stringify({ login, password: seededPassword }) },
    ...{ user: person.number, wantsAnswer: true },
  };
}

function logOut(person: Person): ScenarioRequest {
  person.state = 'waiting';
  const { number: user } = person;
  return { route: 'logout', method: 'POST', path: '/logout', user, wantsAnswer: true };
}

function askAsStranger({ keys }: RequestContext): ScenarioRequest {
  return { route: 'stranger', method: 'GET', path: `/customers/${keys.customerId()}` };
}

/** Owners enter no orders, and the others change no customers. */
function askForbidden({ account: { role }, number: user }: Person): ScenarioRequest {
  const isOwner = role === 'owner';
  return {
    ...{ route: 'forbidden', user, headers: { ...jsonHeaders, 'idempotency-key': 'forbidden' } },
    ...{ method: isOwner ? 'POST' : 'PATCH', path: isOwner ? '/orders' : '/customers/1' },
    body: isOwner ? '{"customerId":1,"items":[]}' : '{"version":1}',
  };
}
