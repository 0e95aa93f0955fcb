// How one variant stands against another.

/** How a variant stands against the baseline in one metric. */
export type VerdictKind =
  | 'baseline'
  | 'better'
  | 'worse'
  | 'equivalent'
  | 'inconclusive'
  /** What tells it from the baseline does not act in this scenario, so there is nothing to judge. */
  | 'not-exercised'
  | 'not-run'
  | 'not-judged';
