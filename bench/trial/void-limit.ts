// Whether a run that goes on can still be valid, by how many of its groups are void. Pure.
import { fewestGroups } from '../analysis/pairs/comparison.ts';

interface GroupCounts {
  readonly planned: number;
  readonly voided: number;
  /** Most share of void groups, 0 to 1. */
  readonly limitRatio: number;
}

/** The sentence for a run that no valid group can save any more; undefined for any other. */
export function describeLostValidity({
  planned,
  voided,
  limitRatio,
}: GroupCounts): string | undefined {
  const isLost = voided > 0 && (voided / planned > limitRatio || planned - voided < fewestGroups);
  if (!isLost) return undefined;
  return `This run can no longer be valid: ${voided} of ${planned} groups ${voided === 1 ? 'is' : 'are'} void. Ctrl-C ends it.`;
}
