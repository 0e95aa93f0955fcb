// Whether the levels that tell a variant from the baseline act at all, as the result document holds it.
import type { Phrase } from './phrase.ts';

/**
 * `not-exercised`: it never showed. `beside-the-point`: less of the scenario than the limit is where it acts.
 * `unknown`: the sign that was declared could not be read.
 */
export type ExerciseStatus = 'exercised' | 'beside-the-point' | 'not-exercised' | 'unknown';

/** One factor in which a variant differs from the baseline, under one scenario and load. */
export interface ExerciseCheck {
  readonly scenario: string;
  readonly loadId: string;
  readonly variantId: string;
  readonly factor: string;
  /** Of the variant and of the baseline: it takes only one of them to act. */
  readonly level: string;
  readonly baselineLevel: string;
  readonly status: ExerciseStatus;
  /** At least one: what either level shows. */
  readonly signs: readonly ExerciseSign[];
}

/** How it shows that a level acts, and what was seen of it over all valid groups. */
export interface ExerciseSign {
  readonly level: string;
  /** `declared` in the config, or `inferred` from indexes that only one of the two databases has. */
  readonly origin: 'declared' | 'inferred';
  readonly kind: 'counter' | 'metric' | 'indexes';
  /** Counters by path, the metric, or the indexes; empty where the level has no index of its own. */
  readonly names: readonly string[];
  readonly status: ExerciseStatus;
  /** Growth per request, or the highest possible share of statements or of their time; null where unknown. */
  readonly figure: number | null;
  readonly unit: 'per-request' | 'share';
  /** From which on the level is exercised, in the same unit. */
  readonly limit: number;
  /** A sentence with the figures. */
  readonly detail: string;
  readonly detailSaid?: Phrase;
}
