// What a run is in the terms of JUnit: suites and cases with their results, and names that are there once.

import type { FaultsDocument } from '../document/faults.ts';
import type { GateResult, GateStatus } from '../document/gates.ts';
import type { ResultDocument, ValidityCheck } from '../document/result.ts';
import { findLabel, indexVariants, type VariantIndex } from '../figures/lookup.ts';
import { listFailedChecks, listGates, type OnInconclusive } from '../gates/gate-results.ts';
import { listWrongAnswers } from '../gates/wrong-answers.ts';
import { toPlainText } from '../language/sentence.ts';
import { describeFaultSuites } from './fault-suites.ts';
import { joinClassname, type Testcase, type Testsuite } from './testcase.ts';
import { escapeXml } from './xml.ts';

/** The suite of the validity checks first; `elapsedMs` of the run stands there. */
export function listSuites(
  document: ResultDocument,
  onInconclusive: OnInconclusive,
  elapsedMs: number,
  faults?: FaultsDocument,
): readonly Testsuite[] {
  return nameApart([
    describeValidity(document, elapsedMs),
    ...describeWrongAnswers(document),
    ...describeGateSuites(document, onInconclusive),
    ...(faults === undefined ? [] : describeFaultSuites(faults, onInconclusive)),
  ]);
}

/** Wrong answers fail the run even where no gate asks for right ones. */
function describeWrongAnswers(document: ResultDocument): Testsuite[] {
  const variants = indexVariants(document);
  const cases = listWrongAnswers(document)
    .filter(({ isGated }) => !isGated)
    .map(({ scenario, loadId, variantId, text }): Testcase => {
      const message = toPlainText(text);
      const classname = joinClassname([document.run.name, scenario, loadId]);
      const name = `right answers · ${findLabel(variants, variantId)}`;
      return {
        name,
        classname,
        result: 'failure',
        type: 'wrong-answers',
        message,
        output: message,
      };
    });
  return cases.length === 0 ? [] : [{ name: 'answers', elapsedMs: 0, cases }];
}

function describeGateSuites(document: ResultDocument, onInconclusive: OnInconclusive): Testsuite[] {
  const variants = indexVariants(document);
  const groups = Map.groupBy(listGates(document), ({ scenario, loadId }) =>
    JSON.stringify([scenario, loadId]),
  );
  return [...groups.values()].flatMap((gates): Testsuite[] => {
    const [first] = gates;
    if (first === undefined) return [];
    const cases = gates.map((gate) => describeGate(document, gate, variants, onInconclusive));
    const name = `${first.scenario} · ${first.loadId}`;
    return [{ name, elapsedMs: 0, cases }];
  });
}

function describeGate(
  document: ResultDocument,
  gate: GateResult,
  variants: VariantIndex,
  onInconclusive: OnInconclusive,
): Testcase {
  const results: Readonly<Record<GateStatus, Testcase['result']>> = {
    ...{ pass: 'passed', fail: 'failure', error: 'error' },
    inconclusive: onInconclusive === 'fail' ? 'failure' : 'skipped',
  };
  const place = gate.configLine === null ? '' : `:${gate.configLine}`;
  return {
    name: `${gate.gate} · ${findLabel(variants, gate.variantId)}`,
    classname: joinClassname([document.run.name, gate.scenario, gate.loadId]),
    result: results[gate.status],
    type: gate.outcome,
    message: gate.message,
    output: [gate.message, gate.advice ?? '', `Gate in ${gate.configFile}${place}.`]
      .filter((line) => line !== '')
      .join(' '),
  };
}

/** History is kept by name: what is there twice, as far as XML can tell names apart, gets a number. */
export function nameApart(suites: readonly Testsuite[]): Testsuite[] {
  const seen = new Map<string, number>();
  const apart = (place: string, given: string) => {
    const name = escapeXml(given).trim() === '' ? '(no name)' : given;
    const key = escapeXml(JSON.stringify([place, escapeXml(name)]));
    const times = (seen.get(key) ?? 0) + 1;
    seen.set(key, times);
    return times === 1 ? name : `${name} (${times})`;
  };
  return suites.map((suite) => ({
    ...{ ...suite, name: apart('suite', suite.name) },
    cases: suite.cases.map((one) => ({
      ...one,
      name: apart(`case ${escapeXml(one.classname)}`, one.name),
    })),
  }));
}

function describeValidity(document: ResultDocument, elapsedMs: number): Testsuite {
  const passed = document.validity.checks.filter((check) => check.status !== 'failed');
  const describe = (check: ValidityCheck): Testcase => ({
    name: check.name,
    classname: joinClassname([document.run.name, 'validity']),
    result: check.status === 'failed' ? 'error' : 'passed',
    type: 'invalid-run',
    message: check.detail,
    output: check.status === 'warning' ? `warning: ${check.detail}` : check.detail,
  });
  const cases = [...listFailedChecks(document), ...passed].map(describe);
  return { name: 'validity', elapsedMs, cases };
}
