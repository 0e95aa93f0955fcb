// The paths that the harness itself asks stay at the service that they are asked of.
import { findPathFault } from '../reach/request-path.ts';
import type { LoadstoneConfig } from './config-schema.ts';
import { buildMeaningProblem, type ConfigPath, type ConfigProblem } from './problem.ts';

export function* findPathProblems({ target, faults }: LoadstoneConfig): Generator<ConfigProblem> {
  const paths: readonly (readonly [ConfigPath, string | undefined])[] = [
    [['target', 'readyPath'], target.readyPath],
    [['target', 'statsPath'], target.statsPath],
    [['target', 'dataPath'], target.dataPath],
    [['target', 'counter', 'path'], target.counter?.path],
    [['faults', 'audit', 'path'], faults?.audit?.path],
  ];
  for (const [at, path] of paths) {
    const fault = path === undefined ? undefined : findPathFault(path);
    if (fault !== undefined) yield buildMeaningProblem(at, fault);
  }
}
