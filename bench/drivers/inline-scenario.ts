// A scenario from requests written in the config: a seeded mix by weight, with status and text checks.

import { countOf } from '../../reports/document/messages/count.ts';
import type { Scenario, ScenarioRequest, ScenarioRoute } from '../../scenarios/model.ts';
import { createRandom } from '../../scenarios/random.ts';
import { LoadstoneError } from '../errors.ts';
import type { InlineRequest } from './driver.ts';
import { findRequestFault, showControls } from './request-form.ts';

/**
 * Builds the scenario of inline requests; those of one route share its latency and expected statuses.
 * @throws LoadstoneError SCENARIO_INVALID with every problem
 */
export function buildInlineScenario(name: string, requests: readonly InlineRequest[]): Scenario {
  const problems = [...findProblems(requests)];
  if (problems.length > 0) {
    throw new LoadstoneError('SCENARIO_INVALID', `scenario ${name}: ${problems.join('; ')}`);
  }
  const drawn = requests.map(requestOf);
  const bodyIncludes = new Map<ScenarioRequest, string>();
  requests.forEach((request, index) => {
    const sent = drawn[index];
    if (sent !== undefined && request.bodyIncludes !== undefined) {
      bodyIncludes.set(sent, request.bodyIncludes);
    }
  });
  const check: ScenarioRoute['check'] = (response, request) => {
    const text = bodyIncludes.get(request);
    return text === undefined || response.body.includes(text)
      ? undefined
      : `does not hold ${JSON.stringify(text)}`;
  };
  return {
    name,
    description: `${countOf(requests.length, 'request')} of the config, drawn by weight.`,
    routes: buildRoutes(requests, check),
    createSource: ({ seed }) => createWeightedSource(drawn, requests, seed),
  };
}

/** What is wrong with a route, or undefined; the same for modules and inline requests. */
export function findRouteProblem(route: {
  readonly weight?: unknown;
  readonly writes?: unknown;
  readonly expectedStatuses?: unknown;
  readonly check?: unknown;
  readonly intent?: unknown;
  readonly observedVersions?: unknown;
}): string | undefined {
  const { weight, writes, expectedStatuses, check, intent, observedVersions } = route;
  if (typeof weight !== 'number' || !(weight > 0) || !Number.isFinite(weight)) {
    return 'weight must be a number above 0';
  }
  if (typeof writes !== 'boolean') return 'writes must be true or false';
  if (!Array.isArray(expectedStatuses) || expectedStatuses.length === 0) {
    return 'expectedStatuses must name at least one status';
  }
  const isStatus = (code: unknown) =>
    Number.isInteger(code) && Number(code) >= 200 && Number(code) <= 599;
  if (!expectedStatuses.every(isStatus)) return 'expectedStatuses must be codes from 200 to 599';
  // Its name before 2026-12: ignored, it would leave an audit without what it looks for.
  if ('sightings' in route) return 'sightings was renamed: call it observedVersions';
  for (const [name, given] of Object.entries({ check, intent, observedVersions })) {
    if (given !== undefined && typeof given !== 'function') return `${name} must be a function`;
  }
  return undefined;
}

function* findProblems(requests: readonly InlineRequest[]): Generator<string> {
  if (requests.length === 0) yield 'it has no request';
  const statusesByRoute = new Map<string, string>();
  for (const [index, request] of requests.entries()) {
    const where = `request ${index + 1} (${showControls(`${request.method} ${request.path}`)})`;
    const problem = findRouteProblem({ ...request, writes: false });
    if (problem !== undefined) yield `${where}: ${problem}`;
    const fault = findRequestFault(requestOf(request));
    if (fault !== undefined) yield `${where}: ${fault}`;
    if (request.method === 'HEAD' && request.bodyIncludes !== undefined) {
      yield `${where}: an answer to HEAD has no body to hold bodyIncludes`;
    }
    const statuses = request.expectedStatuses.toSorted((a, b) => a - b).join(', ');
    const before = statusesByRoute.get(request.route) ?? statuses;
    statusesByRoute.set(request.route, before);
    if (before !== statuses) {
      yield `${where}: route ${request.route} expects ${before} before and ${statuses} here`;
    }
  }
}

function requestOf(request: InlineRequest): ScenarioRequest {
  const { route, method, path, headers, body } = request;
  return { route, method, path, headers, ...(body === undefined ? {} : { body }) };
}

function buildRoutes(
  requests: readonly InlineRequest[],
  check: ScenarioRoute['check'],
): Readonly<Record<string, ScenarioRoute>> {
  const routes: Record<string, ScenarioRoute> = {};
  for (const request of requests) {
    const before = routes[request.route];
    const checked = before?.check !== undefined || request.bodyIncludes !== undefined;
    routes[request.route] = {
      weight: (before?.weight ?? 0) + request.weight,
      writes: (before?.writes ?? false) || (request.method !== 'GET' && request.method !== 'HEAD'),
      expectedStatuses: request.expectedStatuses,
      ...(checked && check !== undefined ? { check } : {}),
    };
  }
  return routes;
}

/** An endless stream in which each request has its share of the summed weights. */
function createWeightedSource(
  drawn: readonly ScenarioRequest[],
  weights: readonly { readonly weight: number }[],
  seed: number,
) {
  const random = createRandom(seed);
  let sum = 0;
  const upTo = weights.map(({ weight }) => {
    sum += weight;
    return sum;
  });
  return {
    next(): ScenarioRequest {
      const point = random.next() * sum;
      const index = upTo.findIndex((end) => point < end);
      // Rounding may put the point onto the very end, which belongs to the last request.
      const request = drawn.at(index);
      if (request === undefined) throw new Error('a scenario without requests draws nothing');
      return request;
    },
  };
}
