// What a verdict consists of.

import type { GateStatus } from '../document/gates.ts';
import type { Cell, ResultDocument, ScenarioResult } from '../document/result.ts';
import type { VariantIndex } from '../figures/lookup.ts';
import type { Message } from '../language/messages.ts';

/** Everything that stands above the figures. */
export interface Verdict {
  readonly kind: 'choose' | 'keep-baseline' | 'no-conclusion' | 'invalid' | 'gates';
  /** Of its gates, where the run has any and is valid: then they are what the title is about. */
  readonly gateStatus?: GateStatus;
  readonly title: Message;
  /** The effect, or why there is no conclusion. */
  readonly lead: readonly Message[];
  readonly sure: readonly Message[];
  readonly but: readonly Message[];
  readonly watch: readonly Message[];
}

/** What the verdict is about, looked up once. */
export interface VerdictSubject {
  readonly document: ResultDocument;
  readonly variants: VariantIndex;
  readonly scenario: ScenarioResult;
  readonly cell: Cell;
}
