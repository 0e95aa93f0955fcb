// The rows of a document of faults.

import type { FaultsDocument } from '../document/faults.ts';
import { findSeverity } from '../figures/fault-standing.ts';
import { describeAudit } from '../figures/faults.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import { english } from '../language/catalogue.ts';
import { toPlainText } from '../language/sentence.ts';
import { buildFaultFinding } from '../verdict/build-fault-finding.ts';
import type { FaultRows } from './model.ts';

/** Of an invalid run no gate is judged and no figure is recordable; wrong data are wrong in any case. */
export function listFaultRows(document: FaultsDocument): FaultRows {
  const { run, environment, validity, faults, baselineId } = document;
  const { settings, audit } = faults;
  const variants = indexVariants(document);
  const isValid = validity.status === 'valid';
  const { best, more, data } = buildFaultFinding(document);
  return {
    run: {
      ...{ id: run.id, name: run.name, seed: run.seed, planHash: undefined },
      ...{ startedAt: run.startedAt, reproduceCommand: run.reproduceCommand },
      elapsedMs: Math.max(0, Date.parse(run.endedAt) - Date.parse(run.startedAt)),
      ...{ groupsEnded: faults.groupsEnded, groupsPlanned: faults.groupsPlanned },
      ...{ hostname: environment.hostname, fingerprint: environment.fingerprint },
      ...{ loadstoneVersion: environment.loadstoneVersion, currency: undefined },
    },
    ...{ isValid, checks: validity.checks },
    failedChecks: validity.checks.filter(({ status }) => status === 'failed'),
    gates: faults.gates.map(({ name, outcome, variantId, faultId, reason }) => ({
      ...{ name, variantId, label: findLabel(variants, variantId) },
      ...{ scenario: settings.scenario, placeId: faultId },
      ...{ message: reason, advice: null, measured: undefined },
      outcome: isValid ? `fault-gate-${outcome}` : 'invalid-run',
      status: isValid ? outcome : 'error',
    })),
    ...{ scenario: settings.scenario, rateRps: settings.rateRps, audit },
    auditText: describeAudit(audit),
    cells: faults.cells.map((cell) => ({
      ...{ ...cell, label: findLabel(variants, cell.variantId) },
      isBaseline: cell.variantId === baselineId,
      recordable:
        isValid && cell.figures?.audit.status !== 'violated'
          ? (cell.figures ?? undefined)
          : undefined,
      severity:
        cell.figures === null ? '' : english.faults.severity(findSeverity(cell.figures, settings)),
    })),
    faults: faults.faults.map((fault) => ({
      id: fault.id,
      title: toPlainText(english.faults.faultTitle(fault)),
    })),
    variants: document.variants.map(({ id, label }) => ({ id, label })),
    ...{ heading: english.faults.title, gatesHeading: english.faults.gatesTitle },
    best: best(english),
    more: [...more, data].map((message) => message(english)),
  };
}
