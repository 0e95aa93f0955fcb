// Scenarios say where their requests come from; loads and slices can be run.
import type { LoadstoneConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import { buildMeaningProblem, type ConfigProblem } from './problem.ts';
import { buildLoadId, resolveLoad } from './resolve-run.ts';

export function* findWorkProblems(config: LoadstoneConfig): Generator<ConfigProblem> {
  for (const [name, { module, requests }] of Object.entries(config.scenarios)) {
    if ((module === undefined) === (requests === undefined)) {
      const message = `needs ${module === undefined ? 'a' : 'either a'} module or requests${module === undefined ? '' : ', not both'}`;
      yield buildMeaningProblem(['scenarios', name], message);
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

function* findLoadProblems({ loads = [] }: LoadstoneConfig): Generator<ConfigProblem> {
  const seen = new Set<string>();
  for (const [index, load] of loads.entries()) {
    const id = buildLoadId(resolveLoad(load));
    if (seen.has(id)) yield buildMeaningProblem(['loads', index], `is there twice (${id})`);
    seen.add(id);
  }
}

function* findSliceProblems({ slices = {} }: LoadstoneConfig): Generator<ConfigProblem> {
  const { sliceMs, dropFirstMs } = { ...defaults.slices, ...slices };
  if (dropFirstMs < sliceMs) return;
  const key = slices.dropFirstMs === undefined ? 'sliceMs' : 'dropFirstMs';
  const message = `dropFirstMs (${dropFirstMs}) must be below sliceMs (${sliceMs}), else nothing is recorded`;
  yield buildMeaningProblem(['slices', key], message);
}
