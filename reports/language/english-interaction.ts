// Another baseline, single groups and parts of an axis, in English.
import type { InteractionMessages } from './interaction-messages.ts';
import { name, sentence } from './sentence.ts';

export const englishInteraction: InteractionMessages = {
  against: 'Show differences against:',
  againstChosen: 'vs chosen baseline',
  chosenBaseline: 'chosen baseline',
  shownAgainst: (chosen, own) =>
    sentence`Shown against ${name(chosen)}: differences, intervals and verdicts of the table, and the small multiples. The verdict above, the order and the headings of the rows are against ${name(own)}.`,
  noPairsHere: (own) =>
    sentence`Shown against ${name(own)}: this scenario has no pairs with the baseline that you chose.`,
  noPairs: (variants) =>
    sentence`Differences are shown against the baseline of the experiment alone: every pair is compared for 3 to 12 variants, and here are ${String(variants)}.`,
  groupValues: 'Each group’s own value',
  groupsShown:
    'Small dots: one a group, under the intervals of the table and at p50, p95 and p99 of the small multiples.',
  rangeFrom: 'From:',
  rangeTo: 'to:',
  rangeWhole: 'Whole range',
  rangeHelp:
    'To see a part of the axis, choose its ends, or drag over the drawing. Keys in the drawing: arrows move, Shift+arrows mark, Enter enlarges, Escape goes back.',
  rangeMarked: 'marked. Enter enlarges it, Escape forgets it.',
  rangeShown: 'alone is shown.',
  rangeReturn: 'Escape or a double click shows the whole range again.',
  rangeBack: 'The whole range is shown.',
};
