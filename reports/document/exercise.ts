// Whether the levels that tell a variant from the baseline act at all, as the result document holds it.
import Type from 'typebox';
import { Message } from './message.ts';
import { amount, name, orNull, texts, type ValueOf, words } from './parts.ts';

/**
 * `not-exercised`: it never showed. `beside-the-point`: less of the scenario than the limit is where it acts.
 * `unknown`: the sign that was declared could not be read.
 */
export const ExerciseStatus = words('exercised', 'beside-the-point', 'not-exercised', 'unknown');
export type ExerciseStatus = ValueOf<typeof ExerciseStatus>;

/** How it shows that a level acts, and what was seen of it over all valid groups. */
export const ExerciseSign = Type.Object({
  level: name,
  /** `declared` in the config, or `inferred` from indexes that only one of the two databases has. */
  origin: words('declared', 'inferred'),
  kind: words('counter', 'metric', 'indexes'),
  /** Counters by path, the metric, or the indexes; empty where the level has no index of its own. */
  names: texts,
  status: ExerciseStatus,
  /** Growth per request, or the highest possible share of statements or of their time; null where unknown. */
  figure: orNull(amount),
  unit: words('per-request', 'share'),
  /** From which on the level is exercised, in the same unit. */
  limit: amount,
  /** A sentence with the figures. */
  detail: Message,
});
export type ExerciseSign = ValueOf<typeof ExerciseSign>;

/** One factor in which a variant differs from the baseline, under one scenario and load. */
export const ExerciseCheck = Type.Object({
  scenario: name,
  loadId: name,
  variantId: name,
  factor: name,
  /** Of the variant and of the baseline: it takes only one of them to act. */
  level: name,
  baselineLevel: name,
  status: ExerciseStatus,
  /** At least one: what either level shows. */
  signs: Type.Array(ExerciseSign),
});
export type ExerciseCheck = ValueOf<typeof ExerciseCheck>;
