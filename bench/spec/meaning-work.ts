// Scenarios say where their requests come from; loads and slices can be run.
import type { LoadstoneConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import { buildMeaningProblem, type ConfigProblem } from './problem.ts';
import { buildLoadId, resolveLoad } from './resolve-run.ts';

export function* findWorkProblems(config: LoadstoneConfig): Generator<ConfigProblem> {
  const { driver = defaults.driver } = config;
  for (const [name, { module, requests, script }] of Object.entries(config.scenarios)) {
    const sources = [module, requests, script].filter((source) => source !== undefined).length;
    if (sources !== 1) {
      const message =
        sources === 0
          ? 'needs a module, requests or a script'
          : 'needs only one of module, requests and script';
      yield buildMeaningProblem(['scenarios', name], message);
    }
    if (script !== undefined && driver !== 'k6') {
      const message = `is a k6 script, which the driver ${driver} cannot play; set driver to k6`;
      yield buildMeaningProblem(['scenarios', name, 'script'], message);
    }
    for (const [index, { body, json }] of (requests ?? []).entries()) {
      if (body === undefined || json === undefined) continue;
      const path = ['scenarios', name, 'requests', index, 'json'];
      yield buildMeaningProblem(path, 'cannot stand beside body');
    }
  }
  yield* findLoadProblems(config);
  yield* findSliceProblems(config);
}

function* findLoadProblems({
  loads = [],
  driver = defaults.driver,
}: LoadstoneConfig): Generator<ConfigProblem> {
  const seen = new Set<string>();
  for (const [index, load] of loads.entries()) {
    const id = buildLoadId(resolveLoad(load));
    if (seen.has(id)) yield buildMeaningProblem(['loads', index], `is there twice (${id})`);
    seen.add(id);
    const foreign = load.kind === 'closed' ? openKeys : closedKeys;
    for (const key of foreign.filter((name) => load[name] !== undefined)) {
      yield buildMeaningProblem(
        ['loads', index, key],
        `has no meaning for a load of kind ${load.kind}`,
      );
    }
    if (load.rateRps !== undefined && load.capacityRatio !== undefined) {
      const message = 'cannot stand beside rateRps: the rate is given';
      yield buildMeaningProblem(['loads', index, 'capacityRatio'], message);
    }
    if (load.kind === 'open' && driver === 'autocannon') {
      const message = 'open: autocannon sends in a closed loop only; use the driver open or k6';
      yield buildMeaningProblem(['loads', index, 'kind'], message);
    }
  }
}

const openKeys = ['rateRps', 'capacityRatio', 'arrivals', 'maxConnections'] as const;
const closedKeys = ['connections'] as const;

function* findSliceProblems(config: LoadstoneConfig): Generator<ConfigProblem> {
  const { slices = {}, driver = defaults.driver } = config;
  const { sliceMs, dropFirstMs } = { ...defaults.slices, ...slices };
  if (sliceMs === 'auto') {
    if (driver === 'open') return;
    const message = `auto needs the driver open: ${driver} connects anew for each slice`;
    yield buildMeaningProblem(['slices', 'sliceMs'], message);
    return;
  }
  if (dropFirstMs < sliceMs) return;
  const key = slices.dropFirstMs === undefined ? 'sliceMs' : 'dropFirstMs';
  const message = `dropFirstMs (${dropFirstMs}) must be below sliceMs (${sliceMs}), else nothing is recorded`;
  yield buildMeaningProblem(['slices', key], message);
}
