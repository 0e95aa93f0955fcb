// Audits: what clients were told, against what the data say after the fault was healed; of one episode, and of several.

import { sumAuditCounts } from '../../../reports/document/audit.ts';
import type { FaultAudit } from '../../../reports/document/faults.ts';
import type { Message } from '../../../reports/document/message.ts';
import {
  dropDoubles,
  joinMessages,
  writeMessage,
  writeName,
} from '../../../reports/document/messages/message.ts';
import type {
  AuditReadings,
  AuditResult,
  StalenessResult,
} from '../../measurement/fault-records.ts';
import type { RequestLog } from '../../measurement/request-log.ts';
import {
  type DataFaults,
  findDataFaults,
  findVersionFaults,
  listOperations,
  type Operation,
  type OperationFate,
  type VersionFaults,
} from './audit-operations.ts';
import { measureStaleness } from './staleness.ts';

export interface AuditOptions {
  /** The most that a read may be behind; undefined where the experiment declares nothing. */
  readonly stalenessLimitMs: number | undefined;
}

/** Told of an audit, of one episode or of several. */
const mostFindings = 10;
const mostExamples = 3;

/**
 * Compares log and data. `violated` where any write is lost, phantom, resurrected, duplicated, wrong in its amount or
 * overwritten, any invariant is broken, or a read is older than the limit; else `unknown` where no write was
 * acknowledged, since then nothing was put to the test; else `clean`.
 */
export function auditEpisode(
  log: RequestLog,
  readings: AuditReadings,
  options: AuditOptions,
): AuditResult {
  const operations = listOperations(log);
  const data = findDataFaults(operations, readings.operations);
  const hasAcknowledged = operations.values().some(({ fate }) => fate === 'acknowledged');
  const reason = hasAcknowledged ? undefined : writeMessage('audit-no-write');
  return buildResult(log, { operations, data, readings, reason }, options);
}

/** The audit where the data could not be read: what the log alone shows can still be wrong, nothing can be clean. */
export function auditWithoutReadings(
  log: RequestLog,
  reason: Message,
  options: AuditOptions,
): AuditResult {
  const data = { lost: [], phantom: [], resurrected: [], duplicated: [], wrongAmount: [] };
  const readings = { operations: [], versions: undefined, invariants: [] };
  return buildResult(log, { operations: listOperations(log), data, readings, reason }, options);
}

interface Evidence {
  readonly operations: ReadonlyMap<string, Operation>;
  readonly data: DataFaults;
  readonly readings: AuditReadings;
  /** Why the data say nothing, even where the log alone shows that something is wrong; undefined where they do. */
  readonly reason: Message | undefined;
}

function buildResult(
  log: RequestLog,
  { operations, data, readings, reason }: Evidence,
  { stalenessLimitMs }: AuditOptions,
): AuditResult {
  const versions = findVersionFaults(log.requests, readings.versions);
  const staleness = measureStaleness(log.requests, stalenessLimitMs);
  const findings = [
    ...describeData(data),
    ...describeVersions(versions),
    ...describeInvariants(readings),
    ...describeStaleness(staleness),
  ];
  const isViolated = findings.length > 0;
  const count = countFates(operations);
  return {
    status: isViolated ? 'violated' : reason === undefined ? 'clean' : 'unknown',
    reason,
    acknowledged: count('acknowledged'),
    failed: count('failed'),
    indeterminate: count('indeterminate'),
    ...{ lost: data.lost.length, phantom: data.phantom.length },
    ...{ resurrected: data.resurrected.length, duplicated: data.duplicated.length },
    wrongAmount: data.wrongAmount.length,
    lostUpdates: versions.shared.length + versions.behind.length,
    ...{ invariants: readings.invariants, staleness },
    findings: findings.slice(0, mostFindings),
  };
}

function countFates(operations: ReadonlyMap<string, Operation>): (fate: OperationFate) => number {
  const all = [...operations.values()];
  return (wanted) => all.filter(({ fate }) => fate === wanted).length;
}

function describeData(data: DataFaults): readonly Message[] {
  return [
    ...describe('found-lost', listIds(data.lost)),
    ...describe('found-phantom', listIds(data.phantom)),
    ...describe('found-resurrected', listIds(data.resurrected)),
    ...describe('found-duplicated', listIds(data.duplicated)),
    ...describe('found-wrong-amount', listIds(data.wrongAmount)),
  ];
}

function listIds(ids: readonly string[]): readonly Message[] {
  return ids.map((id) => writeName(id));
}

function describeVersions({ shared, behind }: VersionFaults): readonly Message[] {
  const versions = shared.map(({ entity, version }) =>
    writeMessage('version-of', { entity, version }),
  );
  const entities = behind.map((each) => writeMessage('version-behind', each));
  return [
    ...describe('found-shared-version', versions),
    ...describe('found-older-version', entities),
  ];
}

function describeInvariants({ invariants }: AuditReadings): readonly Message[] {
  return invariants
    .filter(({ violations }) => violations > 0)
    .map(({ name, violations }) =>
      writeMessage('found-rule', { rule: writeName(name), count: violations }),
    );
}

function describeStaleness({ beyondLimit, limitMs, maxMs }: StalenessResult): readonly Message[] {
  if (beyondLimit === 0) return [];
  const mostMs = Math.ceil(maxMs ?? 0);
  return [writeMessage('found-stale', { limitMs: limitMs ?? '', count: beyondLimit, mostMs })];
}

type FindingWithExamples =
  | 'found-lost'
  | 'found-phantom'
  | 'found-resurrected'
  | 'found-duplicated'
  | 'found-wrong-amount'
  | 'found-shared-version'
  | 'found-older-version';

/** Nothing where there is none. */
function describe(code: FindingWithExamples, examples: readonly Message[]): readonly Message[] {
  if (examples.length === 0) return [];
  const more = examples.length - mostExamples;
  const listed = examples.slice(0, mostExamples);
  const rest = more > 0 ? [writeMessage('and-more', { count: more })] : [];
  return [writeMessage(code, { count: examples.length, examples: [...listed, ...rest] })];
}

/**
 * Adds up audits: `violated` where any of them is, `unknown` where all of them are (and where there is none), else
 * `clean`, with the reason where some say nothing. Of the ages of reads the highest is kept, since the percentiles of several cannot be added.
 */
export function sumAudits(audits: readonly AuditResult[]): FaultAudit {
  const isUnknown = audits.every(({ status }) => status === 'unknown');
  const isViolated = audits.some(({ status }) => status === 'violated');
  const reason = audits.length === 0 ? writeMessage('audit-none') : describeBlind(audits);
  return {
    status: isViolated ? 'violated' : isUnknown ? 'unknown' : 'clean',
    reason: reason ?? null,
    ...sumAuditCounts(audits),
    brokenInvariants: sumInvariants(audits),
    findings: dropDoubles(audits.flatMap(({ findings }) => findings)).slice(0, mostFindings),
    staleness: sumStaleness(audits.map(({ staleness }) => staleness)),
  };
}

/** Undefined where the data of every episode were audited. */
function describeBlind(audits: readonly AuditResult[]): Message | undefined {
  const reasons = audits.flatMap(({ reason }) => (reason === undefined ? [] : [reason]));
  if (reasons.length === 0) return undefined;
  const each = joinMessages(dropDoubles(reasons));
  if (reasons.length === audits.length) return each;
  const [count, episodes] = [reasons.length, audits.length];
  return writeMessage('audit-some-blind', { count, episodes, reasons: each });
}

/** Only those that are broken, by name. */
function sumInvariants(audits: readonly AuditResult[]): FaultAudit['brokenInvariants'] {
  const all = audits.flatMap(({ invariants }) => invariants);
  return [...Map.groupBy(all, ({ name }) => name)]
    .map(([name, each]) => ({
      name,
      violations: each.reduce((sum, { violations }) => sum + violations, 0),
    }))
    .filter(({ violations }) => violations > 0);
}

function sumStaleness(all: readonly AuditResult['staleness'][]): FaultAudit['staleness'] {
  const sum = (key: 'reads' | 'staleReads' | 'beyondLimit') =>
    all.reduce((total, each) => total + each[key], 0);
  const highest = (values: readonly number[]) => (values.length === 0 ? null : Math.max(...values));
  return {
    ...{ reads: sum('reads'), staleReads: sum('staleReads'), beyondLimit: sum('beyondLimit') },
    p99Ms: highest(all.flatMap(({ p99Ms }) => p99Ms ?? [])),
    maxMs: highest(all.flatMap(({ maxMs }) => maxMs ?? [])),
  };
}
