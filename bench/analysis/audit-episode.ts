// The audit of one episode: what clients were told, against what the data say after the fault was healed.
import type { AuditReadings, AuditResult, StalenessResult } from '../measurement/fault-records.ts';
import type { RequestLog } from '../measurement/request-log.ts';
import { type DataFaults, findDataFaults } from './audit-data.ts';
import { listOperations, type Operation, type OperationFate } from './audit-operations.ts';
import { measureStaleness } from './audit-staleness.ts';
import { findVersionFaults, type VersionFaults } from './audit-versions.ts';

export interface AuditOptions {
  /** The most that a read may be behind; undefined where the experiment declares nothing. */
  readonly stalenessLimitMs: number | undefined;
}

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
  const reason = hasAcknowledged
    ? undefined
    : 'No write was acknowledged, so there was nothing to be lost.';
  return buildResult(log, { operations, data, readings, reason }, options);
}

/** The audit where the data could not be read: what the log alone shows can still be wrong, nothing can be clean. */
export function auditWithoutReadings(
  log: RequestLog,
  reason: string,
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
  readonly reason: string | undefined;
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
    ...{ invariants: readings.invariants, findings: findings.slice(0, mostFindings), staleness },
  };
}

function countFates(operations: ReadonlyMap<string, Operation>): (fate: OperationFate) => number {
  const all = [...operations.values()];
  return (wanted) => all.filter(({ fate }) => fate === wanted).length;
}

function describeData(data: DataFaults): readonly string[] {
  return [
    ...describe('Acknowledged, but not in the data', data.lost, 'write'),
    ...describe('In the data, but never sent', data.phantom, 'write'),
    ...describe('In the data, although refused for certain', data.resurrected, 'write'),
    ...describe('In the data more than once', data.duplicated, 'write'),
    ...describe('In the data with another amount than was meant', data.wrongAmount, 'write'),
  ];
}

function describeVersions({ shared, behind }: VersionFaults): readonly string[] {
  const versions = shared.map(({ entity, version }) => `${entity} version ${version}`);
  const entities = behind.map(
    ({ entity, current, acknowledged }) => `${entity} at ${current}, not ${acknowledged}`,
  );
  return [
    ...describe('Told to two writes as the version that each made', versions, 'version'),
    ...describe('In the data with an older version than was acknowledged', entities, 'record'),
  ];
}

function describeInvariants({ invariants }: AuditReadings): readonly string[] {
  return invariants
    .filter(({ violations }) => violations > 0)
    .map(
      ({ name, violations }) => `The rule "${name}" is broken by ${countOf(violations, 'row')}.`,
    );
}

function describeStaleness({ beyondLimit, limitMs, maxMs }: StalenessResult): readonly string[] {
  if (beyondLimit === 0) return [];
  return [
    `Older than the ${limitMs} ms allowed: ${countOf(beyondLimit, 'read')}, up to ${Math.ceil(maxMs ?? 0)} ms.`,
  ];
}

/** `In the data more than once: 2 writes (a, b).`; nothing where there is none. */
function describe(what: string, examples: readonly string[], noun: string): readonly string[] {
  if (examples.length === 0) return [];
  const more = examples.length - mostExamples;
  const listed = examples.slice(0, mostExamples).join('; ');
  const rest = more > 0 ? `; and ${more} more` : '';
  return [`${what}: ${countOf(examples.length, noun)} (${listed}${rest}).`];
}

/** `1 write`, `2 writes`. */
function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`;
}
