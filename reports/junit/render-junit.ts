// Writes the gates and the validity checks of a run as JUnit XML.

import type { FaultsDocument } from '../document/faults.ts';
import type { ResultDocument } from '../document/result.ts';
import type { OnInconclusive } from '../gates/gate-results.ts';
import { describeFaultSuites } from './fault-suites.ts';
import type { Testcase, Testsuite } from './testcase.ts';
import { listSuites, nameApart } from './testsuites.ts';
import { escapeXml, renderAttributes } from './xml.ts';

export interface JunitOptions {
  /** `warn` (the default): an undecided gate is skipped; `fail`: it is a failure. */
  readonly onInconclusive?: OnInconclusive;
  /** Its gates and audits are cases too. */
  readonly faults?: FaultsDocument | undefined;
}

/** Valid against junit.xsd; ends with a line break. */
export function renderJunit(document: ResultDocument, options: JunitOptions = {}): string {
  const elapsedMs = findElapsedMs(document);
  const suites = listSuites(document, options.onInconclusive ?? 'warn', elapsedMs, options.faults);
  return renderSuites(document, suites, elapsedMs);
}

/** The same of a run that injected faults alone. */
export function renderFaultJunit(
  document: FaultsDocument,
  { onInconclusive = 'warn' }: Pick<JunitOptions, 'onInconclusive'> = {},
): string {
  const elapsedMs = findElapsedMs(document);
  const suites = nameApart(describeFaultSuites(document, onInconclusive, elapsedMs));
  return renderSuites(document, suites, elapsedMs);
}

/** What both documents have. */
type AnyDocument = Pick<ResultDocument, 'environment'> & {
  readonly run: Pick<
    ResultDocument['run'],
    'id' | 'name' | 'startedAt' | 'endedAt' | 'seed' | 'reproduceCommand'
  > & { readonly planHash?: string };
};

function findElapsedMs({ run }: AnyDocument): number {
  return Math.max(0, Date.parse(run.endedAt) - Date.parse(run.startedAt));
}

function renderSuites(
  document: AnyDocument,
  suites: readonly Testsuite[],
  elapsedMs: number,
): string {
  const all = suites.flatMap((suite) => suite.cases);
  const attributes = { name: document.run.name, ...count(all), time: toSeconds(elapsedMs) };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${renderAttributes(attributes)}>`,
    ...suites.flatMap((suite) => renderSuite(document, suite)),
    '</testsuites>\n',
  ].join('\n');
}

function renderSuite(document: AnyDocument, suite: Testsuite): string[] {
  const attributes = {
    ...{ name: suite.name, ...count(suite.cases), time: toSeconds(suite.elapsedMs) },
    // Without a zone, since the widespread schema knows none; the instant is in UTC.
    timestamp: document.run.startedAt.slice(0, 19),
    hostname: document.environment.hostname,
  };
  const properties = Object.entries({
    runId: document.run.id,
    seed: String(document.run.seed),
    ...(document.run.planHash !== undefined && { planHash: document.run.planHash }),
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
  return (elapsedMs / 1_000).toFixed(3);
}
