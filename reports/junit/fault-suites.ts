// Faults in the terms of JUnit: validity, gates, and for each variant under each fault whether its data are right.

import type { FaultAudit, FaultGateResult, FaultsDocument } from '../document/faults.ts';
import { describeAudit } from '../figures/faults.ts';
import type { OnInconclusive } from '../gates/gate-results.ts';
import { joinClassname, type Testcase, type Testsuite } from './testcase.ts';

/** Wrong data fail whether or not the run is valid; of an invalid run no gate is judged. `elapsedMs` is its time. */
export function describeFaultSuites(
  document: FaultsDocument,
  onInconclusive: OnInconclusive,
  elapsedMs = 0,
): Testsuite[] {
  const cases = [
    ...describeChecks(document),
    ...describeAudits(document),
    ...document.faults.gates.map((gate) => describeGate(document, gate, onInconclusive)),
  ];
  return cases.length === 0 ? [] : [{ name: 'faults', elapsedMs, cases }];
}

function describeChecks({ run, validity }: FaultsDocument): Testcase[] {
  return validity.checks.map(({ name, status, detail }) => ({
    ...{ name, classname: joinClassname([run.name, 'faults', 'validity']) },
    result: status === 'failed' ? 'error' : 'passed',
    ...{ type: 'invalid-run', message: detail },
    output: status === 'warning' ? `warning: ${detail}` : detail,
  }));
}

/** One for all episodes together, since some findings belong to none of them alone, and one for each cell. */
function describeAudits({ run, faults, variants, validity }: FaultsDocument): Testcase[] {
  const labelOf = (id: string) => variants.find((variant) => variant.id === id)?.label ?? id;
  const isValid = validity.status === 'valid';
  const describe = (audit: FaultAudit, name: string, fault: string): Testcase => {
    const message = [describeAudit(audit), ...audit.findings].join(' ');
    return {
      ...{ name, classname: joinClassname([run.name, 'faults', fault]) },
      result: chooseAuditResult(audit, isValid),
      ...{ type: 'wrong-data', message, output: message },
    };
  };
  return [
    describe(faults.audit, 'right data', 'all'),
    ...faults.cells.flatMap(({ variantId, faultId, figures, voidAudit }) => {
      const audit = figures?.audit ?? voidAudit;
      if (audit === undefined) return [];
      return [describe(audit, `right data · ${labelOf(variantId)}`, faultId)];
    }),
  ];
}

/** What is not known never passes. */
function chooseAuditResult({ status }: FaultAudit, isValid: boolean): Testcase['result'] {
  if (status === 'violated') return 'failure';
  return status === 'clean' && isValid ? 'passed' : 'skipped';
}

function describeGate(
  { run, variants, validity }: FaultsDocument,
  { name, outcome, variantId, faultId, reason }: FaultGateResult,
  onInconclusive: OnInconclusive,
): Testcase {
  const label = variants.find((variant) => variant.id === variantId)?.label ?? variantId;
  const results: Readonly<Record<FaultGateResult['outcome'], Testcase['result']>> = {
    ...{ pass: 'passed', fail: 'failure', error: 'error' },
    inconclusive: onInconclusive === 'fail' ? 'failure' : 'skipped',
  };
  const isValid = validity.status === 'valid';
  return {
    name: `${name} · ${label}`,
    classname: joinClassname([run.name, 'faults', faultId]),
    result: isValid ? results[outcome] : 'error',
    type: isValid ? `fault-gate-${outcome}` : 'invalid-run',
    ...{ message: reason, output: reason },
  };
}
