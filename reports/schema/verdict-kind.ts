// How one variant stands against another.

/** How a variant stands against the baseline in one metric. */
export type VerdictKind =
  | 'baseline'
  | 'better'
  | 'worse'
  | 'equivalent'
  | 'inconclusive'
  | 'not-run'
  | 'not-judged';
