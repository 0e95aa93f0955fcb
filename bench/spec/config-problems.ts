// All that is wrong with the value of a config: its shape first, then what the sound parts mean.
import { configSchema, type LoadstoneConfig } from './config-schema.ts';
import { findMeaningProblems } from './meaning.ts';
import type { ConfigProblem } from './problem.ts';
import { findShapeProblems } from './shape.ts';

export interface ConfigFindings {
  readonly problems: readonly ConfigProblem[];
  /** Top-level keys that can't be read; '' where the config is no object at all. */
  readonly misshapen: ReadonlySet<string>;
}

/** Every problem that the value alone shows; scenario modules are not loaded here. */
export function findConfigProblems(
  value: unknown,
  allowedHosts: ReadonlySet<string> = new Set(),
): ConfigFindings {
  const shape = findShapeProblems(configSchema, value);
  const misshapen = new Set(
    shape.filter(({ kind }) => kind === 'shape').map(({ path }) => String(path[0] ?? '')),
  );
  if (misshapen.has('')) return { problems: shape, misshapen };
  const meaning = findMeaningProblems(value as LoadstoneConfig, misshapen, allowedHosts);
  return { problems: [...shape, ...meaning], misshapen };
}
