// All that is wrong with the value of a config: its shape first, then what the sound parts mean.

import { findHeaderFault } from '../drivers/request-form.ts';
import { findPathFault } from '../reach/request-path.ts';
import { isTable } from '../table.ts';
import { configSchema, type LoadstoneConfig } from './config-schema.ts';
import { findMeaningProblems } from './meaning.ts';
import { buildMeaningProblem, type ConfigPath, type ConfigProblem } from './problem.ts';
import { createReader, type Reader } from './readable.ts';
import { findShapeProblems } from './shape.ts';

interface ConfigFindings {
  readonly problems: readonly ConfigProblem[];
  /** What can be read of it; undefined where the config is no object at all. */
  readonly reader: Reader | undefined;
}

/**
 * Every problem that the value alone shows; scenario modules are not loaded here.
 * @param unread what `readPlainData` could not read of it: nothing else is said of these places
 */
export function findConfigProblems(
  value: unknown,
  allowedHosts: ReadonlySet<string> = new Set(),
  unread: readonly ConfigProblem[] = [],
): ConfigFindings {
  const isTold = ({ path }: ConfigProblem) => unread.some((one) => beginsWith(path, one.path));
  const misshapen = findShapeProblems(configSchema, value).filter((problem) => !isTold(problem));
  const shape = [...unread, ...misshapen];
  if (shape.some(({ path }) => path.length === 0)) return { problems: shape, reader: undefined };
  const reader = createReader(shape);
  const config = value as LoadstoneConfig;
  const meaning = findMeaningProblems(config, reader, allowedHosts);
  const requests = [...findRequestProblems(config, reader)];
  // A scenario with a request that nobody can send is not built, which would tell that once more.
  return {
    problems: [...shape, ...requests, ...meaning],
    reader: createReader([...shape, ...requests]),
  };
}

function beginsWith(path: ConfigPath, start: ConfigPath): boolean {
  return start.every((part, index) => part === path[index]);
}

/** Reads every request for itself, so that a fault in one hides none in another. */
function* findRequestProblems(config: LoadstoneConfig, reader: Reader): Generator<ConfigProblem> {
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
