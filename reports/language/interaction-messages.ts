// What a report can say where a reader looks at it from another side: another baseline, single groups, a part of an axis.
import type { Sentence } from './sentence.ts';

/** Controls of the page and what they tell. */
export interface InteractionMessages {
  against: string;
  /** Head of the column of differences while another baseline is shown. */
  againstChosen: string;
  chosenBaseline: string;
  shownAgainst(chosen: string, own: string): Sentence;
  /** Stands where a scenario cannot show what the reader chose. */
  noPairsHere(own: string): Sentence;
  /** The document has no pairs at all, for the number of its variants. */
  noPairs(variants: number): Sentence;
  groupValues: string;
  groupsShown: string;
  rangeFrom: string;
  rangeTo: string;
  rangeWhole: string;
  rangeHelp: string;
  rangeMarked: string;
  rangeShown: string;
  /** How to get back from it; not on paper. */
  rangeReturn: string;
  rangeBack: string;
}
