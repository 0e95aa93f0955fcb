// Makes a scenario of the CRM from a mix of routes and a skew of keys.
import type {
  RequestSource,
  Scenario,
  ScenarioRequest,
  ScenarioResponse,
  SourceContext,
} from '../model.ts';
import { createRandom, type Random } from '../random.ts';
import { createBulk } from './bulk.ts';
import type { FileLengths } from './csv-files.ts';
import { smallFileLines } from './import-lines.ts';
import { chooseAccounts, createKeys, type Skew } from './keys.ts';
import { createLearned, type Learned } from './learned.ts';
import { parsePopulation } from './population.ts';
import { type RequestContext, requestBuilders } from './requests.ts';
import { buildRoutes, type CrmRoute, type Mix, mixEntries } from './routes.ts';

export interface Workload {
  /** Kebab-case name of the scenario. */
  readonly name: string;
  readonly description: string;
  readonly mix: Mix;
  readonly skew: Skew;
  /**
   * Customers that all of it is about, those that are worked on that day; every customer where left out. A cache knows
   * few of them soon, and all of 20,000 never within a run.
   */
  readonly accounts?: number;
  /** Lines of an imported file, where the mix has imports; a small file where left out. */
  readonly importLines?: number;
  /** Of the CSV files, where the mix uploads some; as long as small files where left out. */
  readonly csvLines?: FileLengths;
}

/** Makes the scenario; its sources throw an Error where the data is no population of the CRM. */
export function buildWorkload({
  name,
  description,
  mix,
  skew,
  accounts,
  importLines = smallFileLines,
  csvLines,
}: Workload): Scenario {
  return {
    name,
    description,
    routes: buildRoutes(mix),
    createSource({ seed, data }: SourceContext): RequestSource {
      const everyone = parsePopulation(data);
      if (asksForDeepPages(mix) && everyone.deepCursor === undefined) {
        throw new Error(`The population names no deepCursor, which the scenario ${name} needs.`);
      }
      const population = accounts === undefined ? everyone : chooseAccounts(everyone, accounts);
      const random = createRandom(seed);
      const learned = createLearned();
      let orderNumber = 0;
      const context: RequestContext = {
        random,
        keys: createKeys(population, random, skew),
        learned,
        keyPrefix: `${name}-${seed}`,
        nextOrderNumber: () => ++orderNumber,
        importLines,
        ...createBulk(seed, random, everyone, csvLines),
      };
      const drawRoute = createRouteDraw(mix, random);
      return {
        next: () => requestBuilders[drawRoute()](context),
        observe: (request, response) => observe(learned, request, response),
      };
    },
  };
}

function asksForDeepPages(mix: Mix): boolean {
  return mixEntries(mix).some(([route]) => route.startsWith('page_500_'));
}

/** Draws routes by their weights; a linear walk is quickest for a dozen routes. */
export function createRouteDraw(mix: Mix, random: Random): () => CrmRoute {
  const routes: CrmRoute[] = [];
  const bounds: number[] = [];
  let weightSum = 0;
  for (const [route, weight] of mixEntries(mix)) {
    weightSum += weight;
    routes.push(route);
    bounds.push(weightSum);
  }
  return () => {
    const point = random.next() * weightSum;
    const index = bounds.findIndex((bound) => point < bound);
    const route = routes[index] ?? routes.at(-1);
    if (route === undefined) throw new Error('a workload needs at least one route');
    return route;
  };
}

/** Learns from answers what later requests need: a version to change, a page to turn. */
export function observe(
  learned: Learned,
  request: ScenarioRequest,
  response: ScenarioResponse,
): void {
  if (request.route === 'customer_list') {
    if (response.statusCode === 200) learned.seePage(firstPageOf(request.path), response.body);
    return;
  }
  const customerId = customerIdOf(request);
  if (customerId !== undefined) learned.seeVersion(customerId, response.body);
}

function firstPageOf(path: string): string {
  const at = path.indexOf('&cursor=');
  return at < 0 ? path : path.slice(0, at);
}

const routesWithVersion: ReadonlySet<string> = new Set<CrmRoute>([
  'customer',
  'order_list',
  'customer_patch',
]);

/** The customer whose version an answer may tell. */
function customerIdOf({ route, path, body }: ScenarioRequest): number | undefined {
  if (routesWithVersion.has(route)) return Number.parseInt(path.slice('/customers/'.length), 10);
  if (route !== 'order_create' || body === undefined) return undefined;
  return Number.parseInt(body.slice('{"customerId":'.length), 10);
}
