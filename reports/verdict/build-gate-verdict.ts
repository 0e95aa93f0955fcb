// What a run with gates says first: whether they hold, and of the worst of them which metric, which variant, by how much.

import type { GateResult } from '../document/gates.ts';
import type { ResultDocument } from '../document/result.ts';
import {
  countGates,
  findGateReference,
  formatGateValue,
  listGates,
  measureGateExcess,
  orderGates,
} from '../figures/gates.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import type { Localized } from '../language/catalogue.ts';
import { tell } from '../language/tell.ts';
import { describeGateLimit } from './describe-gate.ts';

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
  const { status, metric } = worst;
  const headline = {
    ...{ metric, ...findGateReference(document, worst) },
    label: findLabel(indexVariants(document), worst.variantId),
    ...{ count: countGates(gates)[status], total: gates.length },
  };
  return {
    status,
    title: (all) => {
      const m = all.gates;
      const subject = m.subject(headline);
      const limit = describeGateLimit(worst)(all);
      const value = worst.value === null ? m.withoutFigure : formatGateValue(worst);
      const facts = m.facts({ ...headline, subject, limit, value });
      if (status === 'pass' && gates.length > 1) return m.headlineAllPass({ ...headline, facts });
      if (status === 'inconclusive' && worst.outcome === 'not-exercised')
        return m.headlineNotExercised({ ...headline, scenario: worst.scenario });
      return m.headline[status]({ ...headline, subject, facts });
    },
    lead: status === 'pass' ? [] : sayGate(worst),
  };
}

function sayGate({ message, advice }: GateResult): readonly Localized[] {
  return [tell(message), ...(advice === null ? [] : [tell(advice)])];
}
