// What a run with gates says first: whether they hold, and of the worst of them which metric, which variant, by how much.

import type { GateResult } from '../document/gates.ts';
import type { ResultDocument } from '../document/result.ts';
import {
  countGates,
  findGateReference,
  formatGateThreshold,
  formatGateValue,
  listGates,
  measureGateExcess,
  orderGates,
} from '../figures/gates.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import type { Localized } from '../language/messages.ts';
import { tell } from '../language/tell.ts';

export interface GateVerdict {
  readonly status: GateResult['status'];
  readonly title: Localized;
  /** The worst gate in its own words, and what to do next; empty where all passed. */
  readonly lead: readonly Localized[];
}

/** Undefined where the run has no gates. */
export function buildGateVerdict(document: ResultDocument): GateVerdict | undefined {
  const gates = listGates(document);
  const nearest = gates.toSorted((a, b) => measureGateExcess(b) - measureGateExcess(a));
  const [worst] = orderGates(nearest);
  if (worst === undefined) return undefined;
  const { status, metric, limitKind } = worst;
  const headline = {
    ...{ status, metric, reference: findGateReference(document, worst), limitKind },
    label: findLabel(indexVariants(document), worst.variantId),
    notExercisedBy: worst.outcome === 'not-exercised' ? worst.scenario : undefined,
    value: worst.value === null ? undefined : formatGateValue(worst),
    threshold: formatGateThreshold(worst),
    ...{ count: countGates(gates)[status], total: gates.length },
  };
  return {
    status,
    title: (m) => m.gates.headline(headline),
    lead: status === 'pass' ? [] : sayGate(worst),
  };
}

function sayGate({ message, advice }: GateResult): readonly Localized[] {
  return [tell(message), ...(advice === null ? [] : [tell(advice)])];
}
