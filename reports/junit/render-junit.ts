// Writes the gates and the validity checks of a run as JUnit XML.
import type { OnInconclusive } from '../gates/gate-results.ts';
import type { FaultsDocument } from '../schema/faults.ts';
import type { ResultDocument } from '../schema/result.ts';
import type { Testcase, Testsuite } from './testcase.ts';
import { listSuites } from './testsuites.ts';
import { escapeXml, renderAttributes } from './xml.ts';

export interface JunitOptions {
  /** `warn` (the default): an undecided gate is skipped; `fail`: it is a failure. */
  readonly onInconclusive?: OnInconclusive;
  /** Its gates and audits are cases too. */
  readonly faults?: FaultsDocument | undefined;
}

/** Valid against junit.xsd; ends with a line break. */
export function renderJunit(document: ResultDocument, options: JunitOptions = {}): string {
  const spanMs = Date.parse(document.run.endedAt) - Date.parse(document.run.startedAt);
  const elapsedMs = Math.max(0, spanMs);
  const suites = listSuites(document, options.onInconclusive ?? 'warn', elapsedMs, options.faults);
  const all = suites.flatMap((suite) => suite.cases);
  const attributes = { name: document.run.name, ...count(all), time: toSeconds(elapsedMs) };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${renderAttributes(attributes)}>`,
    ...suites.flatMap((suite) => renderSuite(document, suite)),
    '</testsuites>\n',
  ].join('\n');
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
  return (elapsedMs / 1_000).toFixed(3);
}
