// All that is wrong with the value of a config: its shape first, then what the sound parts mean.
import { configSchema, type LoadstoneConfig } from './config-schema.ts';
import { findMeaningProblems } from './meaning.ts';
import type { ConfigProblem } from './problem.ts';
import { findShapeProblems } from './shape.ts';

export interface ConfigFindings {
  readonly problems: readonly ConfigProblem[];
  /** Top-level keys that can't be read, or not wholly; '' where the config is no object at all. */
  readonly misshapen: ReadonlySet<string>;
}

/**
 * The top-level key that a problem of shape leaves unreadable. An unknown key counts, too: what it was
 * meant for is not there, and what is said of the rest would only follow from it.
 */
function findMisshapen({ path, meant }: ConfigProblem): readonly string[] {
  if (path.length === 1 && meant !== undefined) return [String(path[0]), meant];
  return [String(path[0] ?? '')];
}

/** Every problem that the value alone shows; scenario modules are not loaded here. */
export function findConfigProblems(
  value: unknown,
  allowedHosts: ReadonlySet<string> = new Set(),
): ConfigFindings {
  const shape = findShapeProblems(configSchema, value);
  const misshapen = new Set(shape.flatMap(findMisshapen));
  if (misshapen.has('')) return { problems: shape, misshapen };
  const { config, unread } = leaveOutGates(value as LoadstoneConfig, shape, misshapen);
  const meaning = findMeaningProblems(config, unread, allowedHosts);
  return { problems: [...shape, ...meaning], misshapen };
}

/** Nothing refers to a gate, so the sound ones are judged beside one that is not of the right form. */
function leaveOutGates(
  config: LoadstoneConfig,
  shape: readonly ConfigProblem[],
  misshapen: ReadonlySet<string>,
): { readonly config: LoadstoneConfig; readonly unread: ReadonlySet<string> } {
  const ofGates = shape.filter(({ path }) => path[0] === 'gates');
  if (ofGates.length === 0 || ofGates.some(({ path }) => path.length < 2))
    return { config, unread: misshapen };
  const broken = new Set(ofGates.map(({ path }) => path[1]));
  const sound = Object.entries(config.gates ?? {}).filter(([name]) => !broken.has(name));
  const unread = new Set([...misshapen].filter((key) => key !== 'gates'));
  return { config: { ...config, gates: Object.fromEntries(sound) }, unread };
}
