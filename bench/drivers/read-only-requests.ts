// The first requests of a scenario that change nothing, for whoever sends the same ones to several services.
import type { ScenarioRequest, ScenarioRoute } from '../../scenarios/model.ts';
import type { ScenarioRef } from './driver.ts';
import { encodePath, findRequestFault } from './request-form.ts';
import { createRequestSource, loadScenario } from './scenario-loader.ts';

export interface ReadOnlyRequest {
  readonly request: ScenarioRequest;
  readonly route: ScenarioRoute;
}

/** So many requests are drawn at most for each that is wanted; a scenario that writes may have few others. */
const drawsPerRequest = 20;

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
    const mayAsk = request.method === 'GET' && route !== undefined && !route.writes;
    if (!mayAsk || findRequestFault(request) !== undefined) continue;
    const key = JSON.stringify([request.route, request.path, request.headers]);
    const sent = { ...request, path: encodePath(request.path) };
    if (!drawn.has(key)) drawn.set(key, { request: sent, route });
  }
  return [...drawn.values()];
}
