// Who works with the CRM, and what each of them does in a day: data only. docs/crm.md tells where the figures come from.
import { type CrmRoute, type Mix, mixEntries } from './routes.ts';

/** One look or change within a task. */
export interface Step {
  readonly route: CrmRoute;
  /** How often it is done, from 0 to 1; always where left out. */
  readonly chance?: number;
  /** How often in a row; once where left out. */
  readonly times?: number;
  /** Mean seconds until the next step of the same person. */
  readonly thinkS: number;
}

/** Weights of the nine hours from 9 to 18 o'clock: when a task is begun. */
export type Hours = readonly [
  ...[number, number, number, number, number],
  ...[number, number, number, number],
];

/** Something that is begun and finished by one person, about one customer. */
export interface Task {
  readonly name: string;
  /** How often a day, over all people of the role. */
  readonly perDay: number;
  readonly hours: Hours;
  readonly steps: readonly Step[];
}

/** People with the same work. */
export interface Role {
  readonly name: string;
  readonly people: number;
  /** Whom tasks are about: customers of the person's own, or anybody's; large ones most in either case. */
  readonly customers: 'own' | 'all';
  readonly tasks: readonly Task[];
}

export const dayStartS = 9 * 3600;

const atStart: Hours = [1, 0, 0, 0, 0, 0, 0, 0, 0];
const beforeNoon: Hours = [2, 3, 2, 1, 0, 1, 1, 1, 0];
const afterNoon: Hours = [0, 1, 1, 1, 1, 2, 3, 3, 2];
/** Calls come in two waves with a lull at noon. */
const asCallsCome: Hours = [4, 6, 6, 4, 3, 5, 5, 4, 3];
const now = 3;
const look = 10;
const write = 30;

export const roles: readonly Role[] = [
  {
    name: 'owner',
    people: 24,
    customers: 'own',
    tasks: [
      {
        name: 'plan the day',
        perDay: 24,
        hours: atStart,
        steps: [
          { route: 'page_customers', thinkS: write },
          { route: 'customer_list', times: 2, thinkS: look },
        ],
      },
      {
        name: 'prepare a visit',
        perDay: 72,
        hours: beforeNoon,
        steps: [
          { route: 'customer_list', chance: 0.5, thinkS: look },
          { route: 'customer', thinkS: now },
          { route: 'order_list', thinkS: look },
          { route: 'timeline', thinkS: write },
          { route: 'order_details', chance: 0.3, thinkS: write },
          { route: 'page_orders', chance: 0.3, thinkS: look },
        ],
      },
      {
        name: 'write up a visit',
        perDay: 48,
        hours: afterNoon,
        steps: [
          { route: 'customer', thinkS: write },
          { route: 'customer_patch', chance: 0.7, thinkS: write },
          { route: 'order_create', chance: 0.3, thinkS: now },
          { route: 'order_list', thinkS: look },
        ],
      },
    ],
  },
  {
    name: 'agent',
    people: 20,
    customers: 'all',
    tasks: [
      {
        name: 'answer a call',
        perDay: 120,
        hours: asCallsCome,
        steps: [
          // Most callers are known by their number, and their customer is opened at once.
          { route: 'search', chance: 0.15, thinkS: now },
          { route: 'customer', thinkS: now },
          { route: 'order_list', thinkS: look },
          { route: 'order_detail', chance: 0.6, thinkS: look },
        ],
      },
      {
        name: 'take an order',
        perDay: 60,
        hours: asCallsCome,
        steps: [
          { route: 'customer', thinkS: now },
          { route: 'order_list', chance: 0.5, thinkS: look },
          { route: 'order_create', thinkS: write },
          { route: 'order_list', thinkS: look },
        ],
      },
      {
        name: 'correct a customer',
        perDay: 24,
        hours: asCallsCome,
        steps: [
          { route: 'search', chance: 0.25, thinkS: now },
          { route: 'customer', thinkS: now },
          { route: 'customer_patch', thinkS: write },
        ],
      },
    ],
  },
  {
    name: 'back office',
    people: 4,
    customers: 'all',
    tasks: [
      {
        name: 'work off open orders',
        perDay: 8,
        hours: beforeNoon,
        steps: [
          { route: 'open_orders', thinkS: look },
          { route: 'order_detail', times: 12, thinkS: write },
          { route: 'customer', times: 6, thinkS: look },
        ],
      },
      {
        name: 'import a file',
        perDay: 2,
        hours: atStart,
        steps: [
          { route: 'customer_import', thinkS: write },
          { route: 'customer_list', thinkS: look },
        ],
      },
      {
        name: 'report the revenue',
        perDay: 1,
        hours: afterNoon,
        steps: [
          { route: 'dashboard', thinkS: write },
          { route: 'page_customers', thinkS: look },
        ],
      },
    ],
  },
];

/** How often a day each route is asked for, on average. */
export function expectMix(people: readonly Role[]): Mix {
  const mix: Partial<Record<CrmRoute, number>> = {};
  for (const { perDay, steps } of people.flatMap(({ tasks }) => tasks)) {
    for (const { route, chance = 1, times = 1 } of steps) {
      mix[route] = (mix[route] ?? 0) + perDay * chance * times;
    }
  }
  return mix;
}

/** Requests of a day, on average. */
export function expectRequests(people: readonly Role[]): number {
  return mixEntries(expectMix(people)).reduce((sum, [, perDay]) => sum + perDay, 0);
}
