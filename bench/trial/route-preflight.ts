// Asks the baseline for each reading route once, before anything is measured: where a scenario gets no
// answer but "not found", what a run would measure is not what is meant.
import type { ScenarioRef } from '../drivers/driver.ts';
import {
  createRequestSource,
  loadScenario,
  type ReadOnlyRequest,
} from '../drivers/scenario-loader.ts';
import { playSessionReads } from '../drivers/session-reads.ts';
import { drawEachRoute } from '../drivers/trial-draw.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import type { RunningService } from '../target/running-service.ts';
import type { TrialContext } from './trial-context.ts';

interface PreflightScenario {
  readonly name: string;
  readonly ref: ScenarioRef;
  readonly seed: number;
}

/**
 * Asks for the routes of some scenarios, and tells what is not as they expect.
 * @param seeds by the name of the scenario: those of the load that follows
 * @throws LoadstoneError SCENARIO_NOT_ANSWERED, SCENARIO_INVALID
 */
export async function tellPreflight(
  { experiment, listen }: Pick<TrialContext, 'experiment' | 'listen'>,
  seeds: ReadonlyMap<string, number>,
  service: AskedService,
  data: unknown,
): Promise<void> {
  const scenarios = experiment.scenarios.flatMap(({ name, ref }) => {
    const seed = seeds.get(name);
    return seed === undefined ? [] : [{ name, ref, seed }];
  });
  const { requestTimeoutMs } = experiment;
  for (const text of await preflightRoutes(scenarios, service, data, requestTimeoutMs))
    listen({ kind: 'note', text });
}

type Scenario = Awaited<ReturnType<typeof loadScenario>>;
type RequestSource = ReturnType<typeof createRequestSource>;
type AskedFor = Pick<ReadOnlyRequest['request'], 'method' | 'path'>;
type AskedService = Pick<RunningService, 'get' | 'ask' | 'baseUrl' | 'hostHeader'>;

/** So many that a route with one request in a hundred is nearly always among them. */
const draws = 500;

/** These say that the service is not ready yet or has no time, not that the request is wrong. */
const passingStatuses: readonly number[] = [408, 425, 429];

/**
 * Returns what of the answers is not as the scenario expects, a sentence each. Only GET requests of routes
 * that write nothing are sent, and the logins of users who have cookie jars. What a k6 script sends only k6 knows: it is left out.
 * @throws LoadstoneError SCENARIO_NOT_ANSWERED where every route of a scenario was asked for and each
 *   answer says that the request is wrong (4xx) or has another status than is expected (2xx, 3xx), SCENARIO_INVALID where a request can't be drawn or sent
 */
export async function preflightRoutes(
  scenarios: readonly PreflightScenario[],
  service: AskedService,
  data: unknown,
  timeoutMs: number,
): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const { name, ref, seed } of scenarios) {
    if (ref.kind === 'k6-script') continue;
    const scenario = await loadScenario(ref);
    const source = createRequestSource(scenario, seed, data);
    const asked =
      scenario.cookies === true
        ? await askInSession(scenario, source, service, timeoutMs)
        : await askEach(
            drawEachRoute(scenario, source, draws),
            scenario.routes,
            service,
            timeoutMs,
          );
    const wrong = asked.filter(({ fault }) => fault !== undefined);
    const told = wrong.map(({ fault }) => fault).join('; ');
    const isWhole = asked.length === Object.keys(scenario.routes).length;
    if (isWhole && wrong.length === asked.length && wrong.every(({ isRefused }) => isRefused)) {
      throw new LoadstoneError(
        'SCENARIO_NOT_ANSWERED',
        `Scenario ${name} gets no right answer from the baseline: ${told}.`,
        adviseOnStatuses(wrong),
      );
    }
    if (told !== '') notes.push(`${name}: ${told}.`);
  }
  return notes;
}

/** Where every answer is one of 2xx or 3xx, the expectation is wrong rather than the service. */
function adviseOnStatuses(wrong: readonly AskedRoute[]): { readonly hint?: string } {
  const statuses = [...new Set(wrong.map(({ status }) => status ?? 0))];
  if (statuses.length === 0 || statuses.some((status) => status < 200 || status >= 400)) return {};
  return {
    hint: `Where that is right, set expectedStatuses: [${statuses.join(', ')}] at the requests of the scenario; else mend their paths.`,
  };
}

interface AskedRoute {
  /** Half a sentence; undefined where the answer is as expected. */
  readonly fault: string | undefined;
  /** Undefined where none came. */
  readonly status?: number;
  /** An answer that is not the one that is expected and that no waiting changes. */
  readonly isRefused: boolean;
}

async function askEach(
  requests: ReturnType<typeof drawEachRoute>,
  routes: Awaited<ReturnType<typeof loadScenario>>['routes'],
  service: Pick<RunningService, 'get'>,
  timeoutMs: number,
): Promise<readonly AskedRoute[]> {
  const asked: AskedRoute[] = [];
  for (const [name, { method, path, headers = {} }] of requests) {
    const route = routes[name];
    if (route === undefined || route.writes || method !== 'GET') continue;
    try {
      const { status } = await service.get(path, timeoutMs, headers);
      asked.push(judgeStatus({ method, path }, route, status));
    } catch (thrown) {
      asked.push(judgeFailure({ method, path }, thrown));
    }
  }
  return asked;
}

/** The first request of each route, as its user sends it once logged in; a login is one of them. */
async function askInSession(
  scenario: Scenario,
  source: RequestSource,
  service: AskedService,
  timeoutMs: number,
): Promise<readonly AskedRoute[]> {
  const asked = new Map<string, AskedRoute>();
  const readable = Object.values(scenario.routes).filter(({ writes }) => !writes).length;
  await playSessionReads(scenario, source, service, {
    ...{ timeoutMs, mostDraws: draws },
    isWanted: ({ route }) => !asked.has(route),
    isEnough: () => asked.size === readable,
    onRead({ request, route, answer }) {
      if (asked.has(request.route)) return;
      const judged =
        answer instanceof Error
          ? judgeFailure(request, answer)
          : judgeStatus(request, route, answer.status);
      asked.set(request.route, judged);
    },
  });
  return [...asked.values()];
}

function judgeStatus(
  { method, path }: AskedFor,
  { expectedStatuses }: ReadOnlyRequest['route'],
  status: number,
): AskedRoute {
  const expected = expectedStatuses.join(' or ');
  return {
    fault: expectedStatuses.includes(status)
      ? undefined
      : `${method} ${path} answered ${status}, not ${expected}`,
    ...{ status, isRefused: status < 500 && !passingStatuses.includes(status) },
  };
}

/** @throws LoadstoneError where the service ended, which says so by itself; else it is a connection that failed, or a time-out */
function judgeFailure({ method, path }: AskedFor, thrown: unknown): AskedRoute {
  if (thrown instanceof LoadstoneError) throw thrown;
  return { fault: `${method} ${path} failed: ${messageOf(thrown)}`, isRefused: false };
}
