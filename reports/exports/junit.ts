// JUnit XML: a case for each gate and variant, each check, and each audit; valid against junit.xsd.

import type { FaultAudit } from '../document/faults.ts';
import { toPlainText } from '../document/messages/sentence.ts';
import type { ValidityCheck } from '../document/result.ts';
import { cleanText } from '../figures/clean-text.ts';
import { say } from '../terminal/say.ts';
import { describeFaultData } from '../verdict/build-fault-finding.ts';
import {
  type CommandFailure,
  type ComparisonRows,
  cutOutput,
  type ExportedRun,
  type ExportFormat,
  type ExportOptions,
  type FaultRows,
  type GateRow,
  type RunFacts,
} from './model.ts';

export const junit: ExportFormat = {
  fileName: 'junit.xml',
  description: 'gates as JUnit XML',
  says: ['compare', 'faults'],
  render: renderJunit,
  renderFailure: renderFailureJunit,
};

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

/** Gates take no time of their own: the first suite has that of the run, so that sums over suites are right. */
function renderJunit(
  { comparison, faults }: ExportedRun,
  { onInconclusive = 'warn' }: ExportOptions,
): string {
  const run = (comparison ?? faults)?.run;
  if (run === undefined) return '';
  const suites = nameApart([
    ...(comparison ? listComparisonSuites(comparison, onInconclusive) : []),
    ...(faults ? listFaultSuites(faults, onInconclusive, comparison ? 0 : run.elapsedMs) : []),
  ]);
  const properties = {
    ...{ runId: run.id, seed: String(run.seed) },
    ...(run.planHash !== undefined && { planHash: run.planHash }),
    ...{ fingerprint: run.fingerprint, reproduceCommand: run.reproduceCommand },
  };
  return renderSuites(run, suites, properties);
}

/** One case that is an error. */
function renderFailureJunit(failure: CommandFailure): string {
  const { command, code, message, hint, at, hostname } = failure;
  const output = [message, hint, cutOutput(failure)].filter((part) => part !== '').join(' ');
  const only: Testcase = {
    ...{ name: 'the run could be judged', classname: command, result: 'error' },
    ...{ type: code, message, output },
  };
  const run = { name: command, elapsedMs: 0, startedAt: at, hostname };
  return renderSuites(run, [{ name: 'run', elapsedMs: 0, cases: [only] }], { code });
}

type OnInconclusive = NonNullable<ExportOptions['onInconclusive']>;

/** Wrong answers fail the run even where no gate asks for right ones. */
function listComparisonSuites(
  { run, checks, failedChecks, gates, wrongAnswers }: ComparisonRows,
  onInconclusive: OnInconclusive,
): Testsuite[] {
  const told = [...failedChecks, ...checks.filter(({ status }) => status !== 'failed')];
  const wrong = wrongAnswers
    .filter(({ isGated }) => !isGated)
    .map(({ scenario, loadId, label, text }): Testcase => {
      const [message, classname] = [toPlainText(text), joinClassname([run.name, scenario, loadId])];
      const name = `right answers · ${label}`;
      return {
        name,
        classname,
        result: 'failure',
        type: 'wrong-answers',
        message,
        output: message,
      };
    });
  const places = Map.groupBy(gates, ({ scenario, placeId }) => JSON.stringify([scenario, placeId]));
  return [
    {
      ...{ name: 'validity', elapsedMs: run.elapsedMs },
      cases: told.map((check) => describeCheck(check, [run.name, 'validity'])),
    },
    ...(wrong.length === 0 ? [] : [{ name: 'answers', elapsedMs: 0, cases: wrong }]),
    ...[...places.values()].map((all) => ({
      ...{ name: `${all[0]?.scenario} · ${all[0]?.placeId}`, elapsedMs: 0 },
      cases: all.map((gate) =>
        describeGate(gate, [run.name, gate.scenario, gate.placeId], onInconclusive),
      ),
    })),
  ];
}

/** Wrong data fail whether or not the run is valid. */
function listFaultSuites(
  { run, checks, gates, audit, cells, isValid }: FaultRows,
  onInconclusive: OnInconclusive,
  elapsedMs: number,
): Testsuite[] {
  const place = [run.name, 'faults'];
  const cases = [
    ...checks.map((check) => describeCheck(check, [...place, 'validity'])),
    // Of all episodes together, since some findings belong to none of them alone; then of each cell.
    describeAuditCase(audit, 'right data', [...place, 'all'], isValid),
    ...cells.flatMap(({ label, faultId, figures, voidAudit }) => {
      const own = figures?.audit ?? voidAudit;
      if (own === undefined) return [];
      return [describeAuditCase(own, `right data · ${label}`, [...place, faultId], isValid)];
    }),
    ...gates.map((gate) => describeGate(gate, [...place, gate.placeId], onInconclusive)),
  ];
  return [{ name: 'faults', elapsedMs, cases }];
}

function describeCheck({ name, status, detail }: ValidityCheck, place: string[]): Testcase {
  return {
    ...{ name, classname: joinClassname(place), type: 'invalid-run', message: detail.text },
    result: status === 'failed' ? 'error' : 'passed',
    output: status === 'warning' ? `warning: ${detail.text}` : detail.text,
  };
}

/** What is not known never passes. */
function describeAuditCase(
  audit: FaultAudit,
  name: string,
  place: string[],
  isValid: boolean,
): Testcase {
  const message = [say(describeFaultData(audit)), ...audit.findings.map(({ text }) => text)].join(
    ' ',
  );
  const unbroken = audit.status === 'clean' && isValid ? 'passed' : 'skipped';
  return {
    ...{ name, classname: joinClassname(place), type: 'wrong-data', message, output: message },
    result: audit.status === 'violated' ? 'failure' : unbroken,
  };
}

function describeGate(gate: GateRow, place: string[], onInconclusive: OnInconclusive): Testcase {
  const results: Readonly<Record<GateRow['status'], Testcase['result']>> = {
    ...{ pass: 'passed', fail: 'failure', error: 'error' },
    inconclusive: onInconclusive === 'fail' ? 'failure' : 'skipped',
  };
  const { message, advice, measured } = gate;
  const line = measured?.configLine == null ? '' : `:${measured.configLine}`;
  const source = measured === undefined ? '' : `Gate in ${measured.configFile}${line}.`;
  return {
    ...{ name: `${gate.name} · ${gate.label}`, classname: joinClassname(place) },
    ...{ result: results[gate.status], type: gate.outcome, message },
    output: [message, advice ?? '', source].filter((text) => text !== '').join(' '),
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

function renderSuites(
  run: Pick<RunFacts, 'name' | 'elapsedMs' | 'startedAt' | 'hostname'>,
  suites: readonly Testsuite[],
  properties: Readonly<Record<string, string>>,
): string {
  const cases = suites.flatMap((suite) => suite.cases);
  // Without a zone, since the widespread schema knows none; the instant is in UTC.
  const origin = { timestamp: run.startedAt.slice(0, 19), hostname: run.hostname };
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites${renderAttributes(describeTotals({ ...run, cases }))}>`,
    ...suites.flatMap((suite) => [
      `  <testsuite${renderAttributes({ ...describeTotals(suite), ...origin })}>`,
      '    <properties>',
      ...Object.entries(properties).map(
        ([name, value]) => `      <property${renderAttributes({ name, value })}></property>`,
      ),
      '    </properties>',
      ...suite.cases.flatMap(renderCase),
      '  </testsuite>',
    ]),
    '</testsuites>\n',
  ].join('\n');
}

function describeTotals({ name, elapsedMs, cases }: Testsuite) {
  const count = (wanted: Testcase['result']) =>
    String(cases.filter(({ result }) => result === wanted).length);
  return {
    ...{ name, tests: String(cases.length), failures: count('failure'), errors: count('error') },
    ...{ skipped: count('skipped'), time: (elapsedMs / 1_000).toFixed(3) },
  };
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

const entities: Readonly<Record<string, string>> = {
  ...{ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&apos;' },
};

/**
 * For attributes and elements alike: line breaks become spaces, since parsers do that to attributes anyway, and what
 * XML 1.0 cannot carry (section 2.2: controls, halves of characters) is shown as an escape.
 */
export function escapeXml(text: string): string {
  return cleanText(text).replace(/[&<>"']/g, (character) => entities[character] ?? '');
}

/** ` name="value"` for each. */
function renderAttributes(attributes: Readonly<Record<string, string>>): string {
  return Object.entries(attributes)
    .map(([name, value]) => ` ${name}="${escapeXml(value)}"`)
    .join('');
}
