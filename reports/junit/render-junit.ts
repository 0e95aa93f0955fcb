// Writes the gates and the validity checks of a run as JUnit XML.

import type { VariantIndex } from '../figures/lookup.ts';
import { findLabel, indexVariants } from '../figures/lookup.ts';
import { listFailedChecks, listGates, type OnInconclusive } from '../gates/gate-results.ts';
import type { GateResult, GateStatus } from '../schema/gates.ts';
import type { ResultDocument, ValidityCheck } from '../schema/result.ts';
import { escapeXml, renderAttributes } from './xml.ts';

export interface JunitOptions {
  /** `warn` (the default): an undecided gate is skipped; `fail`: it is a failure. */
  readonly onInconclusive?: OnInconclusive;
}

interface Testcase {
  readonly name: string;
  readonly classname: string;
  readonly result: 'passed' | 'skipped' | 'failure' | 'error';
  readonly type: string;
  readonly message: string;
  readonly output: string;
}

interface Testsuite {
  readonly name: string;
  readonly elapsedMs: number;
  readonly cases: readonly Testcase[];
}

/** Valid against junit.xsd; ends with a line break. */
export function renderJunit(document: ResultDocument, options: JunitOptions = {}): string {
  const elapsedMs = Date.parse(document.run.endedAt) - Date.parse(document.run.startedAt);
  const suites = nameApart([
    describeValidity(document, Math.max(0, elapsedMs)),
    ...describeGateSuites(document, options.onInconclusive ?? 'warn'),
  ]);
  const all = suites.flatMap((suite) => suite.cases);
  const attributes = { name: document.run.name, ...count(all), time: toSeconds(elapsedMs) };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${renderAttributes(attributes)}>`,
    ...suites.flatMap((suite) => renderSuite(document, suite)),
    '</testsuites>\n',
  ].join('\n');
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

/** Servers split a class name at its dots, so only the dots between the parts are left. */
function joinClassname(parts: readonly string[]): string {
  return parts.map((part) => part.replace(/[.\s]+/g, '_')).join('.');
}

/** History is kept by name: what is there twice, as far as XML can tell names apart, gets a number. */
function nameApart(suites: readonly Testsuite[]): Testsuite[] {
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

function renderSuite(document: ResultDocument, suite: Testsuite): string[] {
  const attributes = {
    ...{ name: suite.name, ...count(suite.cases), time: toSeconds(suite.elapsedMs) },
    // Without a zone, since the widespread schema knows none; the instant is in UTC.
    timestamp: document.run.startedAt.slice(0, 19),
    hostname: document.environment.hostname,
  };
  const properties = Object.entries({
    runId: document.run.id,
    seed: String(document.run.seed),
    planHash: document.run.planHash,
    fingerprint: document.environment.fingerprint,
    reproduceCommand: document.run.reproduceCommand,
  });
  return [
    `  <testsuite${renderAttributes(attributes)}>`,
    '    <properties>',
    ...properties.map(
      ([name, value]) => `      <property${renderAttributes({ name, value })}></property>`,
    ),
    '    </properties>',
    ...suite.cases.flatMap(renderCase),
    '  </testsuite>',
  ];
}

function renderCase({ name, classname, result, type, message, output }: Testcase): string[] {
  const open = `    <testcase${renderAttributes({ name, classname, time: '0.000' })}>`;
  const inner = {
    passed: `<system-out>${escapeXml(output)}</system-out>`,
    skipped: `<skipped${renderAttributes({ message: output })}></skipped>`,
    failure: `<failure${renderAttributes({ message, type })}>${escapeXml(output)}</failure>`,
    error: `<error${renderAttributes({ message, type })}>${escapeXml(output)}</error>`,
  }[result];
  return [open, `      ${inner}`, '    </testcase>'];
}

function count(cases: readonly Testcase[]) {
  const of = (result: Testcase['result']) =>
    String(cases.filter((one) => one.result === result).length);
  return {
    tests: String(cases.length),
    ...{ failures: of('failure'), errors: of('error'), skipped: of('skipped') },
  };
}

function toSeconds(elapsedMs: number): string {
  return (Math.max(0, elapsedMs) / 1_000).toFixed(3);
}
