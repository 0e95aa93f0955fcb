// What the page of a run that is still going on can say.
import type { Sentence } from './sentence.ts';

/** How a group of the plan stands. */
export type GroupStanding = 'valid' | 'void' | 'running' | 'waiting';

/** How a run that is watched stands; `failed` where an error ended it. */
export type LiveStatus = 'running' | 'ended' | 'interrupted' | 'failed';

/** Which groups the verdicts so far rest on, and when they are looked at next. */
export interface LookFacts {
  readonly validGroups: number;
  readonly groupsPlanned: number;
  /** Valid groups at the next planned look; undefined where there is none left. */
  readonly nextLook: number | undefined;
  /** `planned`: this is a look; `between`: none; `anytime`: each group is one. */
  readonly now: 'planned' | 'between' | 'anytime';
}

export interface LiveMessages {
  title(name: string): string;
  groupsDone(done: number, planned: number, voided: number): Sentence;
  outcome(status: Exclude<LiveStatus, 'running'>): string;
  elapsed(ms: number): Sentence;
  left(ms: number): Sentence;
  reportAt(path: string): Sentence;
  noScript: string;
  lost: string;
  groupsTitle: string;
  groupStanding(standing: GroupStanding): string;
  groupsFinding(valid: number, voided: number, waiting: number): string;
  groupsReading: string;
  verdictsTitle: string;
  verdictsFinal: string;
  soFarLabel: string;
  nothingYet: string;
  lookedAt(facts: LookFacts): Sentence;
  notValidYet: string;
  variantsTitle: string;
  variantsReading: string;
  active: string;
  notesTitle: string;
}
