// What excludes a variant from being chosen, however fast it is.
import { type ValueOf, words } from './parts.ts';
import type { Cell } from './result.ts';

/** A reason, with its figures. */
export type Exclusion =
  /** No trial of a valid group, no episode with figures. */
  | { readonly code: 'NOT_MEASURED' }
  /** No request was due. */
  | { readonly code: 'NOTHING_SENT' }
  | { readonly code: 'WRONG_BODIES'; readonly wrong: number }
  /** `successRatio` of the requests succeeded, null where none came to an end; at least `leastRatio` have to. */
  | {
      readonly code: 'FAILURES';
      readonly successRatio: number | null;
      readonly leastRatio: number;
    }
  /** In a sweep: the scenario does not exercise what tells the variant from the baseline. */
  | { readonly code: 'NOT_EXERCISED' }
  /** What was acknowledged under these faults is not what is in the data. */
  | { readonly code: 'WRONG_DATA'; readonly faultIds: readonly string[] }
  /** Rows of its data break these rules. */
  | { readonly code: 'BROKEN_INVARIANTS'; readonly names: readonly string[] };

const codes = [
  ...(['NOT_MEASURED', 'NOTHING_SENT', 'WRONG_BODIES', 'FAILURES'] as const),
  ...(['NOT_EXERCISED', 'WRONG_DATA', 'BROKEN_INVARIANTS'] as const),
] as const satisfies readonly Exclusion['code'][];

export const ExclusionCode = words(...codes);
export type ExclusionCode = ValueOf<typeof ExclusionCode>;

/** The codes of a cell's exclusions, each of which is one of its warnings; empty where it may be chosen. */
export function listExclusions({ warnings }: Pick<Cell, 'warnings'>): readonly ExclusionCode[] {
  return warnings.flatMap(({ code }) => codes.filter((excluding) => excluding === code));
}
