// All that is wrong with the value of a config: its shape first, then what the sound parts mean.
import { configSchema, type LoadstoneConfig } from './config-schema.ts';
import { findMeaningProblems } from './meaning.ts';
import type { ConfigProblem } from './problem.ts';
import { createReader, type Reader } from './readable.ts';
import { findShapeProblems } from './shape.ts';

export interface ConfigFindings {
  readonly problems: readonly ConfigProblem[];
  /** What can be read of it; undefined where the config is no object at all. */
  readonly reader: Reader | undefined;
}

/** Every problem that the value alone shows; scenario modules are not loaded here. */
export function findConfigProblems(
  value: unknown,
  allowedHosts: ReadonlySet<string> = new Set(),
): ConfigFindings {
  const shape = findShapeProblems(configSchema, value);
  if (shape.some(({ path }) => path.length === 0)) return { problems: shape, reader: undefined };
  const reader = createReader(shape);
  const meaning = findMeaningProblems(value as LoadstoneConfig, reader, allowedHosts);
  return { problems: [...shape, ...meaning], reader };
}
