// Loads the scenarios of a config and resolves them; what can't be loaded is a problem with a path.
import { access } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { InlineRequest, ScenarioRef } from '../drivers/driver.ts';
import { createRequestSource, loadScenario } from '../drivers/scenario-loader.ts';
import { drawEachRoute } from '../drivers/trial-draw.ts';
import { messageOf } from '../errors.ts';
import type { LoadstoneConfig, RequestConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import type { ResolvedScenario } from './experiment.ts';
import { buildMeaningProblem, type ConfigProblem } from './problem.ts';

type ScenarioConfig = LoadstoneConfig['scenarios'][string];

export interface ScenariosOutcome {
  readonly scenarios: readonly ResolvedScenario[];
  readonly problems: readonly ConfigProblem[];
}

/** Loads every scenario, and goes on where one can't be loaded, so that all problems are told. */
export async function resolveScenarios(
  config: LoadstoneConfig,
  folder: string,
): Promise<ScenariosOutcome> {
  const scenarios: ResolvedScenario[] = [];
  const problems: ConfigProblem[] = [];
  for (const [name, given] of Object.entries(config.scenarios)) {
    const ref = buildRef(name, given, folder);
    if (ref === undefined) continue;
    try {
      scenarios.push(await resolveScenario(ref, given, config));
    } catch (thrown) {
      const key = { module: 'module', inline: 'requests', 'k6-script': 'script' }[ref.kind];
      problems.push(buildMeaningProblem(['scenarios', name, key], messageOf(thrown)));
    }
  }
  return { scenarios, problems };
}

/** Draws of a module that needs no data, so that what throws at once is told before a run. */
const dryDraws = 20;

async function resolveScenario(
  ref: ScenarioRef,
  given: ScenarioConfig,
  config: LoadstoneConfig,
): Promise<ResolvedScenario> {
  if (ref.kind === 'k6-script') {
    await access(ref.path);
    // What a script does only k6 knows, so it is taken to write: it runs after the reading scenarios.
    return {
      ...{ name: ref.name, description: given.description ?? `k6 script ${given.script}`, ref },
      ...{ writes: true, primaryMetric: given.primaryMetric ?? defaults.primaryMetric },
      ...(given.faultsOnly === true && { faultsOnly: true }),
    };
  }
  const scenario = await loadScenario(ref);
  const { description, routes } = scenario;
  // With data it can only be tried where there is a service to ask for them: at the start of a run.
  if (config.target?.dataPath === undefined)
    drawEachRoute(
      scenario,
      createRequestSource(scenario, config.seed ?? defaults.seed, null),
      dryDraws,
    );
  return {
    name: ref.name,
    description: given.description ?? description,
    ref,
    writes: Object.values(routes).some(({ writes }) => writes),
    primaryMetric: given.primaryMetric ?? defaults.primaryMetric,
    ...(given.faultsOnly === true && { faultsOnly: true }),
  };
}

/** Undefined where the config gives neither or both, which the check of meaning tells. */
function buildRef(name: string, given: ScenarioConfig, folder: string): ScenarioRef | undefined {
  const { module, requests, script, exec } = given;
  if (script !== undefined && module === undefined && requests === undefined) {
    const path = resolve(folder, script);
    return { kind: 'k6-script', name, path, ...(exec !== undefined && { exec }) };
  }
  if (module !== undefined && requests === undefined) {
    return { kind: 'module', name, path: resolve(folder, module) };
  }
  if (requests !== undefined && module === undefined) {
    return { kind: 'inline', name, requests: requests.map(resolveRequest) };
  }
  return undefined;
}

function resolveRequest(given: RequestConfig): InlineRequest {
  const { method = defaults.request.method, path, body, json, acceptEncoding } = given;
  const headers = {
    ...given.headers,
    ...(acceptEncoding !== undefined && { 'accept-encoding': acceptEncoding }),
  };
  const isTyped = Object.keys(headers).some((name) => name.toLowerCase() === 'content-type');
  return {
    route: given.route ?? `${method} ${path.split('?', 1)[0]}`,
    method,
    path,
    headers:
      json === undefined || isTyped ? headers : { ...headers, 'content-type': 'application/json' },
    body: json === undefined ? body : JSON.stringify(json),
    weight: given.weight ?? defaults.request.weight,
    expectedStatuses: given.expectedStatuses ?? defaults.request.expectedStatuses,
    bodyIncludes: given.bodyIncludes,
  };
}
