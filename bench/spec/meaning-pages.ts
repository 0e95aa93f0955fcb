// Pages can be visited: there is a load that they are visited under, and their paths are paths.
import { findPathFault } from '../reach/request-path.ts';
import type { LoadstoneConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import { buildMeaningProblem, type ConfigProblem } from './problem.ts';
import { usualLoads } from './resolve-run.ts';

export function* findPageProblems(config: LoadstoneConfig): Generator<ConfigProblem> {
  const { pages, driver = defaults.driver, phase } = config;
  if (pages === undefined) return;
  const loads = config.loads ?? usualLoads(driver, phase);
  if (!loads.some(({ kind }) => kind === 'open')) {
    const message =
      'are visited under open loads, under which all variants get the same requests, and there is none; give loads one of kind open';
    yield buildMeaningProblem(['pages'], message);
  }
  for (const [name, { path, interaction }] of Object.entries(pages.list)) {
    const fault = findPathFault(path);
    if (fault !== undefined) yield buildMeaningProblem(['pages', 'list', name, 'path'], fault);
    if (interaction === undefined) continue;
    const { click, type, into } = interaction;
    const isTyped = type !== undefined && into !== undefined;
    const isOneForm = click === undefined ? isTyped : type === undefined && into === undefined;
    if (isOneForm) continue;
    const message = 'is either { click } or { type, into }';
    yield buildMeaningProblem(['pages', 'list', name, 'interaction'], message);
  }
}
