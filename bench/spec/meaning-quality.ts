// What is asked of the data can be read: SQL has a database, and every other measure something that tells it.
import type { LoadstoneConfig } from './config-schema.ts';
import { buildMeaningProblem, type ConfigProblem } from './problem.ts';
import { needsList } from './resolve-target.ts';

export function* findQualityProblems(config: LoadstoneConfig): Generator<ConfigProblem> {
  const { quality, services } = config;
  if (quality === undefined) return;
  const { measures = {}, invariants = {}, command, path } = quality;
  const hasPostgres = services?.postgres !== undefined;
  if (command !== undefined && path !== undefined)
    yield buildMeaningProblem(['quality', 'path'], 'cannot stand beside command');
  if (command !== undefined && needsList(command)) {
    const message = 'is started without a shell; write it as a list of program and arguments';
    yield buildMeaningProblem(['quality', 'command'], message);
  }
  if (Object.keys(invariants).length > 0 && !hasPostgres)
    yield buildMeaningProblem(['quality', 'invariants'], needsPostgres);
  for (const [name, { sql }] of Object.entries(measures)) {
    const at = ['quality', 'measures', name];
    if (sql !== undefined && !hasPostgres)
      yield buildMeaningProblem([...at, 'sql'], `${needsPostgres}; or give quality.path`);
    if (sql === undefined && command === undefined && path === undefined) {
      const message = 'has no sql, and there is neither quality.command nor quality.path';
      yield buildMeaningProblem(at, message);
    }
  }
}

const needsPostgres = 'needs services.postgres, which this config lacks';
