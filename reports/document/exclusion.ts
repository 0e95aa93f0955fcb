// What excludes a variant from being chosen, however fast it is.
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
  | { readonly code: 'WRONG_DATA'; readonly faultIds: readonly string[] };

export type ExclusionCode = Exclusion['code'];

const exclusionCodes: Readonly<Record<ExclusionCode, true>> = {
  ...{ NOT_MEASURED: true, NOTHING_SENT: true, WRONG_BODIES: true, FAILURES: true },
  ...{ NOT_EXERCISED: true, WRONG_DATA: true },
};

/** The codes of a cell's exclusions, each of which is one of its warnings; empty where it may be chosen. */
export function listExclusions({ warnings }: Pick<Cell, 'warnings'>): readonly ExclusionCode[] {
  return warnings.flatMap(({ code }) =>
    Object.hasOwn(exclusionCodes, code) ? [code as ExclusionCode] : [],
  );
}
