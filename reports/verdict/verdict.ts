// What a verdict consists of.

import type { GateStatus } from '../document/gates.ts';
import type { Cell, ResultDocument, ScenarioResult } from '../document/result.ts';
import type { VariantIndex } from '../figures/lookup.ts';
import type { Localized } from '../language/catalogue.ts';

/** Everything that stands above the figures. */
export interface Verdict {
  readonly kind: 'choose' | 'keep-baseline' | 'undecided' | 'no-conclusion' | 'invalid' | 'gates';
  /** Of its gates, where the run has any and is valid: then they are what the title is about. */
  readonly gateStatus?: GateStatus;
  readonly title: Localized;
  /** The effect, or why there is no conclusion. */
  readonly lead: readonly Localized[];
  readonly sure: readonly Localized[];
  /** How many checks of the run passed; empty where none was made. */
  readonly checked: readonly Localized[];
  readonly but: readonly Localized[];
  readonly watch: readonly Localized[];
  /** What the run says nothing about. */
  readonly untested: readonly Localized[];
}

/** What the verdict is about, looked up once. */
export interface VerdictSubject {
  readonly document: ResultDocument;
  readonly variants: VariantIndex;
  readonly scenario: ScenarioResult;
  readonly cell: Cell;
}
