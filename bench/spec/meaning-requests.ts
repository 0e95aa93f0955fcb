// Requests of the config that nobody can send: each path and each header at fault, also beside misshapen ones.
import { findHeaderFault } from '../drivers/request-form.ts';
import { findPathFault } from '../reach/request-path.ts';
import type { LoadstoneConfig } from './config-schema.ts';
import { buildMeaningProblem, type ConfigPath, type ConfigProblem } from './problem.ts';
import type { Reader } from './readable.ts';

/** Reads every request for itself, so that a fault in one hides none in another. */
export function* findRequestProblems(
  config: LoadstoneConfig,
  reader: Reader,
): Generator<ConfigProblem> {
  if (!reader.hasNames('scenarios')) return;
  for (const [name, scenario] of listEntries(config.scenarios)) {
    const requests = isTable(scenario) ? scenario.requests : undefined;
    if (!Array.isArray(requests)) continue;
    for (const [index, request] of requests.entries()) {
      if (!isTable(request)) continue;
      const at = ['scenarios', name, 'requests', index];
      yield* findPathProblem(request.path, [...at, 'path'], reader);
      if (!isTable(request.headers)) continue;
      for (const [header, value] of listEntries(request.headers))
        yield* findHeaderProblem(header, value, [...at, 'headers', header], reader);
    }
  }
}

function* findPathProblem(value: unknown, at: ConfigPath, reader: Reader) {
  if (typeof value !== 'string' || !reader.isSound(at)) return;
  const fault = findPathFault(value);
  if (fault !== undefined) yield buildMeaningProblem(at, fault);
}

function* findHeaderProblem(name: string, value: unknown, at: ConfigPath, reader: Reader) {
  if (typeof value !== 'string' || !reader.isSound(at)) return;
  const fault = findHeaderFault(name, value);
  if (fault !== undefined) yield buildMeaningProblem(at, fault);
}

function listEntries(value: unknown): readonly (readonly [string, unknown])[] {
  return isTable(value) ? Object.entries(value) : [];
}

function isTable(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
