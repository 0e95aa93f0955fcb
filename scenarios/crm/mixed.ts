// A working day of an office: owners, agents and the back office at their tasks, a day after the other.
import type { RequestSource, Scenario } from '../model.ts';
import { createRandom } from '../random.ts';
import { createBulk } from './bulk.ts';
import { smallFileLines } from './import-lines.ts';
import { createKeys } from './keys.ts';
import { createLearned } from './learned.ts';
import { expectMix, roles } from './people.ts';
import { parsePopulation } from './population.ts';
import { type RequestContext, requestBuilders } from './requests.ts';
import { buildRoutes } from './routes.ts';
import { createDays, type PlannedStep, type Subject } from './working-day.ts';
import { observe } from './workload.ts';

const name = 'mixed';

/**
 * The order of requests is that of the day; how fast the day goes by is a matter of the load. It has few requests, so
 * that a slice of a measurement sees about a day: else a faster variant would be compared at another time of day.
 * docs/crm.md has what each statement takes of the database's time.
 */
export const scenario: Scenario = {
  name,
  description:
    'A working day of an office: 24 account owners, 20 agents and 4 people of the back office, each at one task after the other; 89 % reads, 11 % writes.',
  routes: buildRoutes(expectMix(roles)),
  createSource({ seed, data }): RequestSource {
    const random = createRandom(seed);
    const learned = createLearned();
    const population = parsePopulation(data);
    const keys = createKeys(population, random, 'zipf');
    let orderNumber = 0;
    const office: RequestContext = {
      ...{ random, keys, learned, keyPrefix: `${name}-${seed}`, importLines: smallFileLines },
      ...createBulk(seed, random, population),
      nextOrderNumber: () => ++orderNumber,
    };
    const planDay = createDays(roles, keys, random);
    const contexts = new Map<Subject, RequestContext>();
    let day: readonly PlannedStep[] = [];
    let place = 0;

    function contextOf(about: Subject): RequestContext {
      const known = contexts.get(about);
      if (known !== undefined) return known;
      const { customerId, regionIndex } = about;
      const own = { ...keys, customerId: () => customerId, regionIndex: () => regionIndex };
      const context = { ...office, keys: own };
      contexts.set(about, context);
      return context;
    }

    return {
      next: () => {
        if (place >= day.length) {
          day = planDay();
          place = 0;
          contexts.clear();
        }
        const step = day[place++];
        if (step === undefined) throw new Error('a day needs at least one task');
        const { route, user, about } = step;
        return { ...requestBuilders[route](contextOf(about)), user };
      },
      observe: (request, response) => observe(learned, request, response),
    };
  },
};
