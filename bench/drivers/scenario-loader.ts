// From a ScenarioRef to a scenario, or SCENARIO_INVALID; and its first requests that change nothing.
import { existsSync } from 'node:fs';
import type {
  RequestSource,
  Scenario,
  ScenarioRequest,
  ScenarioRoute,
} from '../../scenarios/model.ts';
import { findErrorPosition, formatPosition, tellPosition } from '../error-position.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { importForeign } from '../foreign-modules.ts';
import { findSyntaxPosition } from '../syntax-position.ts';
import type { GeneratorPart, ScenarioRef } from './driver.ts';
import { buildInlineScenario, findRouteProblem } from './inline-scenario.ts';
import { createPartSource } from './parts/part-source.ts';
import { encodePath, findRequestFault } from './request-form.ts';

/**
 * Loads a scenario and checks its form.
 * @throws LoadstoneError SCENARIO_INVALID, naming the module or request and what is wrong with it
 */
export async function loadScenario(ref: ScenarioRef): Promise<Scenario> {
  if (ref.kind === 'inline') return buildInlineScenario(ref.name, ref.requests);
  if (ref.kind === 'k6-script') {
    throw new LoadstoneError('SCENARIO_INVALID', `${ref.path} is a script that only k6 plays`, {
      hint: 'Choose the k6 driver, or write the scenario as described in docs/any-service.md (a scenario module).',
    });
  }
  let loaded: unknown;
  try {
    loaded = await importForeign(ref.path);
  } catch (cause) {
    if (!existsSync(ref.path)) {
      throw new LoadstoneError('SCENARIO_INVALID', `there is no file ${ref.path}`, {
        hint: 'The path of a module is relative to the config file.',
      });
    }
    const position = findErrorPosition(cause) ?? findSyntaxPosition(ref.path, cause);
    const place = position === undefined ? '' : ` (${formatPosition(position)})`;
    const message = `${ref.path} cannot be loaded: ${messageOf(cause)}${place}`;
    throw new LoadstoneError('SCENARIO_INVALID', message, { cause });
  }
  return parseScenarioModule(loaded, ref.path);
}

/**
 * Checks what a scenario module exports; pure.
 * @param path named in the message
 * @throws LoadstoneError SCENARIO_INVALID with every problem
 */
export function parseScenarioModule(loaded: unknown, path: string): Scenario {
  const scenario = findScenario(loaded);
  if (!isObject(scenario)) {
    throw new LoadstoneError('SCENARIO_INVALID', `${path} does not export a \`scenario\``);
  }
  const problems = [...findProblems(scenario)];
  if (problems.length > 0 || !isScenario(scenario)) {
    throw new LoadstoneError('SCENARIO_INVALID', `${path}: ${problems.join('; ')}`);
  }
  return scenario;
}

/**
 * Creates the source of one variant.
 * @param part whose requests it draws; absent: all of them
 * @throws LoadstoneError SCENARIO_INVALID where the data are not what the scenario needs
 */
export function createRequestSource(
  scenario: Scenario,
  seed: number,
  data: unknown,
  part?: GeneratorPart,
): RequestSource {
  try {
    if (part === undefined) return scenario.createSource({ seed, data });
    return createPartSource(scenario.createSource({ seed, data, part }), part);
  } catch (cause) {
    throw new LoadstoneError(
      'SCENARIO_INVALID',
      `scenario ${scenario.name} cannot draw requests from the data it was given: ${messageOf(cause)}${tellPosition(cause)}`,
      {
        cause,
        hint: 'Check target.dataPath in the config, and what the scenario asks of its data.',
      },
    );
  }
}

/** What a function of a scenario threw, as an error that names the scenario and the place. */
export function blameScenario(scenarioName: string, what: string, cause: unknown): LoadstoneError {
  const message = `scenario ${scenarioName} ${what}: ${messageOf(cause)}${tellPosition(cause)}`;
  return new LoadstoneError('SCENARIO_INVALID', message, {
    cause,
    hint: 'The code of the scenario threw; mend it at the place named, and try it with `loadstone plan`.',
  });
}

/** Of a CommonJS module Node may see no names, but all of its exports as the default one. */
function findScenario(loaded: unknown): unknown {
  if (!isObject(loaded)) return undefined;
  return loaded.scenario ?? (isObject(loaded.default) ? loaded.default.scenario : undefined);
}

function* findProblems(scenario: Record<string, unknown>): Generator<string> {
  if (typeof scenario.name !== 'string' || scenario.name === '') yield 'scenario.name is no text';
  if (typeof scenario.description !== 'string') yield 'scenario.description is no text';
  if (typeof scenario.createSource !== 'function') yield 'scenario.createSource is no function';
  if (!['boolean', 'undefined'].includes(typeof scenario.cookies)) {
    yield 'scenario.cookies is neither true nor false';
  }
  if (!isObject(scenario.routes) || Object.keys(scenario.routes).length === 0) {
    yield 'scenario.routes names no route';
    return;
  }
  for (const [name, route] of Object.entries(scenario.routes)) {
    const problem = isObject(route) ? findRouteProblem(route) : 'it is no object';
    if (problem !== undefined) yield `scenario.routes.${name}: ${problem}`;
  }
}

/** True where `findProblems` found none; the compiler can't see that. */
function isScenario(scenario: object): scenario is Scenario {
  return findProblems({ ...scenario }).next().done === true;
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null;
}

export interface ReadOnlyRequest {
  readonly request: ScenarioRequest;
  readonly route: ScenarioRoute;
}

/** So many requests are drawn at most for each that is wanted; a scenario that writes may have few others. */
export const drawsPerRequest = 20;

/** True where asking again and again changes nothing, and the request can be sent. */
export function isReadOnly(request: ScenarioRequest, { writes }: ScenarioRoute): boolean {
  return request.method === 'GET' && !writes && findRequestFault(request) === undefined;
}

/** The same for requests that ask for the same. */
export function keyOfRequest({ route, path, headers, user }: ScenarioRequest): string {
  return JSON.stringify([route, path, headers, user]);
}

/**
 * Draws GET requests of routes that do not write, no two the same; fewer where the scenario has no more.
 * @throws LoadstoneError SCENARIO_INVALID
 */
export async function drawReadOnlyRequests(
  ref: ScenarioRef,
  seed: number,
  data: unknown,
  count: number,
): Promise<readonly ReadOnlyRequest[]> {
  if (ref.kind === 'k6-script' || count === 0) return [];
  const scenario = await loadScenario(ref);
  const source = createRequestSource(scenario, seed, data);
  const drawn = new Map<string, ReadOnlyRequest>();
  for (let draws = 0; draws < count * drawsPerRequest && drawn.size < count; draws += 1) {
    const request = source.next();
    const route = scenario.routes[request.route];
    if (route === undefined || !isReadOnly(request, route)) continue;
    const key = keyOfRequest(request);
    const sent = { ...request, path: encodePath(request.path) };
    if (!drawn.has(key)) drawn.set(key, { request: sent, route });
  }
  return [...drawn.values()];
}
