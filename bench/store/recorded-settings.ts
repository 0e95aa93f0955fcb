// The settings of a recorded experiment by their place in the config, so that two runs can be compared.
import type { RecordedSettings } from '../../reports/document/result.ts';
import type { Experiment, PrepareStep, ResolvedPages } from '../spec/experiment.ts';
import type { RunManifest } from './manifest.ts';

/** Undefined for runs from before values were hashed. */
export function listRecordedSettings(manifest: RunManifest): RecordedSettings | undefined {
  const { hashKeyId, experiment } = manifest;
  if (hashKeyId === undefined) return undefined;
  return {
    hashKeyId,
    values: Object.fromEntries(listPlaces(experiment)),
    measuring: Object.fromEntries(listMeasuring(experiment)),
  };
}

type Place = readonly [path: string, value: string];

function* listPlaces({ target, postgres, factors, scenarios }: Experiment): Generator<Place> {
  if (target.command !== undefined) yield ['target.command', target.command.join(' ')];
  if (target.build !== undefined) yield ['target.build', target.build.join(' ')];
  yield* listTable('target.env', target.env);
  yield* listTable('target.headers', target.headers ?? {});
  if (postgres !== undefined) {
    yield* listTable('services.postgres.settings', postgres.settings);
    yield* listStep('services.postgres.prepare', postgres.prepare);
  }
  for (const factor of factors) {
    for (const level of factor.levels) {
      const path = `factors.${factor.name}.levels.${level.name}`;
      if (level.command !== undefined) yield [`${path}.command`, level.command.join(' ')];
      yield* listTable(`${path}.env`, level.env);
      if (level.args.length > 0) yield [`${path}.args`, level.args.join(' ')];
      yield* listStep(`${path}.prepare`, level.prepare);
    }
  }
  for (const { name, ref } of scenarios) {
    if (ref.kind !== 'inline') continue;
    for (const [index, { method, path, headers, body }] of ref.requests.entries()) {
      const place = `scenarios.${name}.requests[${index}]`;
      yield [place, `${method} ${path}`];
      yield* listTable(`${place}.headers`, headers);
      if (body !== undefined) yield [`${place}.body`, body];
    }
  }
}

function* listTable(path: string, table: Readonly<Record<string, string>>): Generator<Place> {
  for (const [name, value] of Object.entries(table)) yield [`${path}.${name}`, value];
}

function* listStep(path: string, step: PrepareStep | undefined): Generator<Place> {
  if (step === undefined) return;
  yield [`${path}.command`, step.command.join(' ')];
  yield* listTable(`${path}.env`, step.env);
}

/**
 * All else that says how it is measured, by its place in the resolved experiment: lengths, limits, loads, gates, faults. Not
 * what a document has under a name of its own, and no path of the machine, which says nothing to readers elsewhere.
 */
function* listMeasuring(experiment: Experiment): Generator<Place> {
  const { slices, warmup, phase, requestTimeoutMs, bodyCheckRatio, percentilesBy } = experiment;
  const { parity, placement, cycles, limits, design, faults, allowedHosts } = experiment;
  const { generators } = experiment;
  const { command: _, cwd: _cwd, env: _env, headers: _headers, tls, ...target } = experiment.target;
  const { install: _install, build: _build, ...service } = target;
  yield* flatten('', {
    ...{ slices, warmup, phase, requestTimeoutMs, bodyCheckRatio, percentilesBy },
    ...{
      generators,
      parity,
      placement,
      cycles,
      limits,
      design,
      faults,
      allowedHosts,
      target: { ...service, tls: { rejectUnauthorized: tls?.rejectUnauthorized } },
    },
    services: {
      postgres: { url: experiment.postgres?.url, urlEnv: experiment.postgres?.urlEnv },
      redis: { url: experiment.redis?.url, urlEnv: experiment.redis?.urlEnv },
    },
    loads: experiment.loads.map(({ load, ...named }) => ({ ...load, ...named })),
    pages: experiment.pages && listPages(experiment.pages),
    gates: (experiment.gates ?? []).map(({ configLine: _line, ...gate }) => gate),
    factors: experiment.factors.map(({ name, levels }) => ({
      name,
      levels: levels.map(
        ({ command: _, env: _e, args: _a, cwd: _c, ref: _r, prepare: _p, ...level }) => level,
      ),
    })),
    scenarios: experiment.scenarios.map(({ name, writes, faultsOnly, ref }) => ({
      ...{ name, writes, faultsOnly },
      ...(ref.kind === 'inline' && {
        requests: ref.requests.map(
          ({ method: _m, path: _p, headers: _h, body: _b, ...request }) => request,
        ),
      }),
    })),
  });
}

/** Parts of a list stand under their name where they have one, without it being told again. */
function* flatten(path: string, value: unknown): Generator<Place> {
  if (value === undefined || value === null) return;
  if (typeof value !== 'object') {
    yield [path, String(value)];
    return;
  }
  if (Array.isArray(value)) {
    if (value.every((item) => typeof item !== 'object')) {
      if (value.length > 0) yield [path, value.join(', ')];
      return;
    }
    for (const [index, item] of value.entries()) {
      const { name, id = name, ...rest } = item as { readonly name?: string; readonly id?: string };
      if (id === undefined) yield* flatten(`${path}[${index}]`, item);
      else yield* flatten(`${path}.${id}`, rest);
    }
    return;
  }
  for (const [key, item] of Object.entries(value))
    yield* flatten(path === '' ? key : `${path}.${key}`, item);
}

/** Neither the path of the browser, nor those of pages, which may have values in their query, nor what is typed. */
function listPages({ list, browser: _, ...settings }: ResolvedPages): object {
  return { ...settings, list: list.map(({ name, shows }) => ({ name, shows })) };
}
