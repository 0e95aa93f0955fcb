// Scenarios say where their requests come from; loads and slices can be run.
import type { DriverDescription } from '../drivers/driver.ts';
import { describeDriver, nameDriversWith } from '../drivers/registry.ts';
import type { LoadstoneConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import type { LoadConfig } from './load-schema.ts';
import { buildMeaningProblem, type ConfigProblem } from './problem.ts';
import { buildLoadId, resolveLoad } from './resolve-load.ts';
import { usualSliceMs } from './resolve-run.ts';

export function* findScenarioProblems(config: LoadstoneConfig): Generator<ConfigProblem> {
  const { driver = defaults.driver } = config;
  for (const [name, { module, requests, script, exec }] of Object.entries(config.scenarios)) {
    const sources = [module, requests, script].filter((source) => source !== undefined).length;
    if (sources !== 1) {
      const message =
        sources === 0
          ? 'needs a module, requests or a script'
          : 'needs only one of module, requests and script';
      yield buildMeaningProblem(['scenarios', name], message);
    }
    if (script !== undefined && !playsScripts(describeDriver(driver))) {
      const message = `is a k6 script, which the driver ${driver} cannot play; set driver to ${nameDriversWith(playsScripts)}`;
      yield buildMeaningProblem(['scenarios', name, 'script'], message);
    }
    if (exec !== undefined && script === undefined) {
      const message = 'has no meaning without a script';
      yield buildMeaningProblem(['scenarios', name, 'exec'], message);
    }
    for (const [index, { body, json }] of (requests ?? []).entries()) {
      if (body === undefined || json === undefined) continue;
      const path = ['scenarios', name, 'requests', index, 'json'];
      yield buildMeaningProblem(path, 'cannot stand beside body');
    }
  }
}

const playsScripts = ({ scenarios }: DriverDescription) => scenarios.includes('k6-script');

/** Only the first load that a process ever meets is cold, and all of it is measured. */
export function* findColdProblems(config: LoadstoneConfig): Generator<ConfigProblem> {
  const { phase, loads = [], warmup, slices = {} } = config;
  if (phase !== 'cold') return;
  const effects = [
    [['warmup'], warmup],
    [['slices', 'warmupMs'], slices.warmupMs],
    [['slices', 'dropFirstMs'], slices.dropFirstMs],
  ] as const;
  for (const [path, given] of effects) {
    if (given === undefined || given === 0) continue;
    const message =
      'has no effect with phase cold, which measures from the first request on; leave it out, or measure warm';
    yield buildMeaningProblem(path, message);
  }
  if (loads.length > 1) {
    const message =
      'has more than one load, and the second would meet processes that the first has warmed; with phase cold give one';
    yield buildMeaningProblem(['loads'], message);
  }
  for (const [index, { kind, rateRps, stages }] of loads.entries()) {
    if (kind === 'closed' || rateRps !== undefined || stages !== undefined) continue;
    const message =
      'needs a rateRps with phase cold: measuring what the baseline can carry would warm it';
    yield buildMeaningProblem(['loads', index], message);
  }
}

export function* findLoadProblems(config: LoadstoneConfig): Generator<ConfigProblem> {
  const { loads = [], driver = defaults.driver } = config;
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
    yield* findCapProblems(index, load, config.limits);
    if (load.rateRps !== undefined && load.capacityRatio !== undefined) {
      const message = 'cannot stand beside rateRps: the rate is given';
      yield buildMeaningProblem(['loads', index, 'capacityRatio'], message);
    }
    yield* findStageProblems(load, index);
    if ((load.thinkTimeMs ?? 0) > 0 && !describeDriver(driver).thinkTimes) {
      const able = nameDriversWith(({ thinkTimes }) => thinkTimes);
      const message = `needs the driver ${able}: ${driver} has no think time`;
      yield buildMeaningProblem(['loads', index, 'thinkTimeMs'], message);
    }
    if (!describeDriver(driver).loads.includes(load.kind)) {
      const able = nameDriversWith(({ loads: kinds }) => kinds.includes(load.kind));
      const message = `${load.kind}: ${driver} sends in ${otherLoop[load.kind]} loop only; use the driver ${able}`;
      yield buildMeaningProblem(['loads', index, 'kind'], message);
    }
  }
}

/** A load is split by its connections: each of the generators has at least one. */
export function* findGeneratorProblems(config: LoadstoneConfig): Generator<ConfigProblem> {
  const { generators = defaults.generators, loads = [], driver = defaults.driver } = config;
  if (generators === 1) return;
  if (!describeDriver(driver).generators) {
    const able = nameDriversWith((one) => one.generators);
    const message = `needs the driver ${able}: ${driver} is one process, or its figures can't be merged`;
    yield buildMeaningProblem(['generators'], message);
    return;
  }
  for (const [index, given] of loads.entries()) {
    const load = resolveLoad(given);
    const key = load.kind === 'closed' ? 'connections' : 'maxConnections';
    const most = load.kind === 'closed' ? load.connections : load.maxConnections;
    if (most >= generators) continue;
    const message = `is ${most}, fewer than the ${generators} generators, each of which needs a connection`;
    yield buildMeaningProblem(['loads', index, key], message);
  }
}

/** A load generator is a weapon: what it may do at most is said in the limits, and raised there by hand. */
function* findCapProblems(
  index: number,
  load: LoadConfig,
  limits: LoadstoneConfig['limits'],
): Generator<ConfigProblem> {
  const caps = [
    ['rateRps', 'maxRateRps'],
    ['connections', 'maxConnections'],
    ['maxConnections', 'maxConnections'],
  ] as const;
  for (const [key, capName] of caps) {
    const cap = limits?.[capName] ?? defaults.limits[capName];
    if ((load[key] ?? 0) <= cap) continue;
    const message = `is above the hard cap limits.${capName} (${cap}); raise that first if it is meant`;
    yield buildMeaningProblem(['loads', index, key], message);
  }
  const cap = limits?.maxRateRps ?? defaults.limits.maxRateRps;
  for (const [position, stage] of (load.stages ?? []).entries()) {
    for (const key of ['rateRps', 'fromRps', 'toRps'] as const) {
      if ((stage[key] ?? 0) <= cap) continue;
      const message = `is above the hard cap limits.maxRateRps (${cap})`;
      yield buildMeaningProblem(['loads', index, 'stages', position, key], message);
    }
  }
}

const otherLoop = { closed: 'an open', open: 'a closed' } as const;

const openKeys = ['rateRps', 'capacityRatio', 'stages', 'arrivals', 'maxConnections'] as const;
const closedKeys = ['connections', 'thinkTimeMs', 'thinkTimes'] as const;

function* findStageProblems(load: LoadConfig, index: number): Generator<ConfigProblem> {
  const { stages } = load;
  if (stages === undefined) return;
  const path = ['loads', index, 'stages'];
  for (const key of ['rateRps', 'capacityRatio'] as const) {
    if (load[key] === undefined) continue;
    yield buildMeaningProblem(['loads', index, key], 'cannot stand beside stages');
  }
  for (const [position, { rateRps, fromRps, toRps }] of stages.entries()) {
    const isHeld = rateRps !== undefined && fromRps === undefined && toRps === undefined;
    const isRamp = rateRps === undefined && fromRps !== undefined && toRps !== undefined;
    if (isHeld || isRamp) continue;
    yield buildMeaningProblem([...path, position], 'needs either rateRps, or fromRps and toRps');
  }
  const isSilent = stages.every(
    ({ rateRps = 0, fromRps = 0, toRps = 0 }) => rateRps + fromRps + toRps === 0,
  );
  if (isSilent) yield buildMeaningProblem(path, 'must ask for some requests');
}

export function* findSliceProblems(config: LoadstoneConfig): Generator<ConfigProblem> {
  const { slices = {}, driver = defaults.driver, phase } = config;
  const { dropFirstMs } = { ...defaults.slices, ...slices };
  const sliceMs = slices.sliceMs ?? usualSliceMs(driver);
  if (sliceMs === 'auto') {
    if (describeDriver(driver).microSlices) return;
    const able = nameDriversWith(({ microSlices }) => microSlices);
    const message = `auto needs the driver ${able}: ${driver} connects anew for each slice`;
    yield buildMeaningProblem(['slices', 'sliceMs'], message);
    return;
  }
  // What a cold run is told to drop has a message of its own.
  if (dropFirstMs < sliceMs || phase === 'cold') return;
  const key = slices.dropFirstMs === undefined ? 'sliceMs' : 'dropFirstMs';
  const message = `dropFirstMs (${dropFirstMs}) must be below sliceMs (${sliceMs}), else nothing is recorded`;
  yield buildMeaningProblem(['slices', key], message);
}
