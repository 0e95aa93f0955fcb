// The words of a report explained in English.

/** Words and their meaning; `margin` as `5%`. */
export function englishGlossary(margin: string): readonly { word: string; meaning: string }[] {
  return [
    {
      word: 'Group',
      meaning:
        'All variants started afresh, side by side, and loaded in turn in random order. The group is the unit of replication: more requests do not make a result more certain, more groups do.',
    },
    {
      word: 'Interval',
      meaning:
        'The range that the true difference to the baseline plausibly lies in. Every difference is taken within one group, so that a slow moment of the machine affects both sides.',
    },
    {
      word: 'Better, worse',
      meaning: `The whole interval lies on one side of zero difference, and not entirely within ${margin}.`,
    },
    {
      word: 'Equivalent',
      meaning: `The whole interval lies within ${margin} of the baseline: the same for this purpose.`,
    },
    {
      word: 'Undecided',
      meaning:
        'The interval is too wide to say. This is not “no difference”: run more groups to find out.',
    },
    {
      word: 'Tied',
      meaning:
        'Not significantly different from the recommended variant. Choose among them by cost or simplicity.',
    },
    {
      word: 'p50, p95, p99',
      meaning:
        'Half, 95% and 99% of the successful responses were at least this fast. Failures never count as fast responses.',
    },
    {
      word: 'Success ratio',
      meaning: 'Share of responses with the expected status, in time; anything else is a failure.',
    },
  ];
}
