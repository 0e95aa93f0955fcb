// Faults as annotations: wrong data, what makes the run invalid, gates that did not pass.

import type { FaultsDocument } from '../document/faults.ts';
import { describeAudit } from '../figures/faults.ts';
import type { OnInconclusive } from '../gates/gate-results.ts';
import type { Annotation } from './annotation.ts';

/** Gates of an invalid run are not told one by one; wrong data are in any case. */
export function listFaultAnnotations(
  { faults, validity, variants }: FaultsDocument,
  onInconclusive: OnInconclusive,
): Annotation[] {
  const labelOf = (id: string) => variants.find((variant) => variant.id === id)?.label ?? id;
  const wrong: Annotation = {
    ...{ kind: 'error', place: {}, title: 'Wrong data under faults' },
    message: [describeAudit(faults.audit), ...faults.audit.findings.slice(0, 3)].join(' '),
  };
  const checks = validity.checks
    .filter(({ status }) => status === 'failed')
    .map(
      ({ name, detail }): Annotation => ({
        ...{ kind: 'warning', place: {}, title: `No conclusion on faults: ${name}` },
        message: detail,
      }),
    );
  const gates = faults.gates
    .filter(({ outcome }) => outcome !== 'pass' && validity.status === 'valid')
    .map(({ name, outcome, variantId, faultId, reason }): Annotation => {
      const isWarning = outcome === 'inconclusive' && onInconclusive !== 'fail';
      return {
        ...{ kind: isWarning ? 'warning' : 'error', place: {}, title: `${name}: ${faultId}` },
        message: `${labelOf(variantId)} under ${faultId}: ${reason}`,
      };
    });
  return [...(faults.audit.status === 'violated' ? [wrong] : []), ...checks, ...gates];
}
