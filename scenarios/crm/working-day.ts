// Plays people at work: each does one task after the other and thinks between two requests, day after day.
import type { Random } from '../random.ts';
import type { Keys } from './keys.ts';
import { dayStartS, type Role, type Task } from './people.ts';
import type { CrmRoute } from './routes.ts';

/** A request that somebody sends at a moment of the day. */
export interface PlannedStep {
  /** Seconds since midnight. */
  readonly atS: number;
  /** Number of the person over all roles, from 0. */
  readonly user: number;
  readonly route: CrmRoute;
  /** What the whole task is about. */
  readonly about: Subject;
}

/** A customer and a region that stay the same through a task. */
export interface Subject {
  readonly customerId: number;
  readonly regionIndex: number;
}

/** A pause is exponential, as of people who know nothing of each other, and at most ten times its mean. */
const longestThink = 10;

interface Person {
  readonly user: number;
  readonly role: Role;
  drawCustomer(): number;
  readonly regionIndex: number;
}

/**
 * Makes a function that plans one day after the other, each with every task as often as its role says. All that is
 * drawn comes from `random` and `keys`, so that the same seed gives the same days.
 */
export function createDays(
  roles: readonly Role[],
  keys: Keys,
  random: Random,
): () => readonly PlannedStep[] {
  const teams = gatherTeams(roles, keys);
  return () => {
    const steps: PlannedStep[] = [];
    for (const [role, team] of teams) {
      const begun = role.tasks.flatMap((task) =>
        Array.from({ length: task.perDay }, () => ({ task, atS: drawStart(task, random) })),
      );
      begun.sort((left, right) => left.atS - right.atS);
      // Whoever has been free for the longest takes what comes; nobody does two tasks at a time.
      const freeAtS = new Map(team.map((person) => [person, 0]));
      for (const { task, atS } of begun) {
        const [person, freeS] = [...freeAtS].reduce((one, other) =>
          other[1] < one[1] ? other : one,
        );
        freeAtS.set(person, playTask(task, person, Math.max(atS, freeS), random, steps));
      }
    }
    return steps.sort((left, right) => left.atS - right.atS);
  };
}

function gatherTeams(roles: readonly Role[], keys: Keys): ReadonlyMap<Role, readonly Person[]> {
  let user = 0;
  return new Map(
    roles.map((role) => {
      const team = Array.from(
        { length: role.people },
        (_, place): Person => ({
          ...{ user: user++, role, regionIndex: place % keys.regionCount },
          drawCustomer:
            role.customers === 'own'
              ? () => keys.customerIdOf(place, role.people)
              : () => keys.customerId(),
        }),
      );
      return [role, team];
    }),
  );
}

/** Adds the steps of a task from a moment on, and gives the moment at which the person is free again. */
function playTask(
  task: Task,
  person: Person,
  fromS: number,
  random: Random,
  into: PlannedStep[],
): number {
  const { user, regionIndex } = person;
  const about = { customerId: person.drawCustomer(), regionIndex };
  let atS = fromS;
  for (const { route, chance = 1, times = 1, thinkS } of task.steps) {
    if (chance < 1 && random.next() >= chance) continue;
    for (let time = 0; time < times; time += 1) {
      into.push({ atS, user, route, about });
      atS += Math.min(-Math.log(1 - random.next()), longestThink) * thinkS;
    }
  }
  return atS;
}

/** A moment within an hour that is drawn by its weight. */
function drawStart({ hours }: Task, random: Random): number {
  const sum = hours.reduce((total, weight) => total + weight, 0);
  let point = random.next() * sum;
  const hour = hours.findIndex((weight) => {
    point -= weight;
    return point < 0;
  });
  return dayStartS + (Math.max(hour, 0) + random.next()) * 3600;
}
