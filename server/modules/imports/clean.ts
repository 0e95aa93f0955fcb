// Reads an upload of customers, cleans it where asked to, and merges what stands in it twice; CPU work without I/O.
import { normalisePhone } from './phone.ts';
import { type ImportFormat, type ImportRecord, readRecords } from './records.ts';
import {
  chooseEmail,
  chooseRow,
  type Decision,
  type SourcedEmail,
  type SourcedRow,
} from './survivor.ts';

/** A customer that can be stored. */
interface ImportedCustomer {
  /** Number of the record in the upload, from 1. */
  readonly line: number;
  readonly name: string;
  /** As it came; null where it was left out, which only an import without cleaning lets pass. */
  readonly phone: string | null;
  readonly phoneNorm: string | null;
  readonly region: number;
  readonly segment: number;
  readonly sourceId: number;
  /** ISO 8601 in UTC. */
  readonly changedAt: string;
  readonly email: string | null;
  /** Whose address it is and since when; null where there is none. */
  readonly emailSourceId: number | null;
  readonly emailChangedAt: string | null;
}

export interface RejectedLine {
  readonly line: number;
  readonly reason: string;
  readonly raw: string;
}

/** A record that is about the customer of another one, and gave way to it. */
interface MergedLine {
  readonly line: number;
  readonly decidedBy: Decision;
  readonly phoneNorm: string;
  /** What it said. */
  readonly dropped: Readonly<Record<string, unknown>>;
}

/** lineCount = accepted + merged + rejected, always. */
export interface CleanedBatch {
  readonly lineCount: number;
  readonly accepted: readonly ImportedCustomer[];
  readonly merged: readonly MergedLine[];
  readonly rejected: readonly RejectedLine[];
}

export interface ImportOptions {
  readonly format: ImportFormat;
  /** False: stored as typed in; neither phones, names nor addresses are looked at, and nothing is merged. */
  readonly isCleaned: boolean;
  /** Trust by the id of each source there is. */
  readonly trustOf: ReadonlyMap<number, number>;
  /** Stands for the time of a change that a record does not tell, ms since 1970. */
  readonly receivedAtMs: number;
}

/** A record that passed, with what merging asks of it. */
interface ReadCustomer extends Omit<SourcedRow, 'phone'> {
  readonly line: number;
  readonly phone: string | null;
  readonly phoneNorm: string | null;
  readonly email: string | undefined;
}

const knownFields = new Set([
  ...['name', 'phone', 'email', 'region', 'segment', 'sourceId', 'changedAt'],
]);
const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const momentPattern =
  /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,3})?)?(?:Z|[+-]\d{2}:\d{2})$/;
const defaultSourceId = 1;

/** Carries the reason for which a line is rejected. */
class Rejection extends Error {}

function parseText(value: unknown, field: string, maxLength: number): string {
  if (value === undefined || value === null || value === '')
    throw new Rejection(`${field} is missing`);
  if (typeof value !== 'string') throw new Rejection(`${field} is not a text`);
  if (value.includes('\0')) throw new Rejection(`${field} holds a NUL character`);
  // Half a surrogate pair, which JSON can escape and no database can hold.
  if (!value.isWellFormed()) throw new Rejection(`${field} holds half a character`);
  if (value.length > maxLength)
    throw new Rejection(`${field} is longer than ${maxLength} characters`);
  return value;
}

function parseNumber(value: unknown, field: string, max: number): number {
  if (value === undefined || value === null) throw new Rejection(`${field} is missing`);
  if (typeof value === 'number' && Number.isInteger(value) && value >= 1 && value <= max)
    return value;
  throw new Rejection(`${field} is not a whole number from 1 to ${max}`);
}

/** A name without blanks too many and without full-width letters. */
export function cleanName(raw: string): string {
  return raw.normalize('NFKC').replace(/\s+/g, ' ').trim();
}

/** An address in small letters, or undefined where the text isn't one. */
export function cleanEmail(raw: string): string | undefined {
  const email = raw.normalize('NFKC').trim().toLowerCase();
  return emailPattern.test(email) ? email : undefined;
}

function parseName(value: unknown, isCleaned: boolean): string {
  const raw = parseText(value, 'name', 100);
  const name = cleanName(raw);
  if (name === '') throw new Rejection('name is missing');
  return isCleaned ? name : raw;
}

function parsePhone(value: unknown, isCleaned: boolean): Pick<ReadCustomer, 'phone' | 'phoneNorm'> {
  if (!isCleaned && value == null) return { phone: null, phoneNorm: null };
  const phone = parseText(value, 'phone', 40);
  const normalised = normalisePhone(phone);
  // Without cleaning a phone is one only where it was typed in as one.
  if (!isCleaned) return { phone, phoneNorm: normalised === phone ? phone : null };
  if (normalised === undefined) throw new Rejection('phone is not a mainland mobile number');
  return { phone, phoneNorm: normalised };
}

function parseEmail(value: unknown, isCleaned: boolean): string | undefined {
  if (value == null) return undefined;
  const raw = parseText(value, 'email', 200);
  if (!isCleaned) return raw;
  const email = cleanEmail(raw);
  if (email === undefined) throw new Rejection('email is not an address');
  return email;
}

function parseMoment(value: unknown, receivedAtMs: number): number {
  if (value == null) return receivedAtMs;
  const moment = typeof value === 'string' && momentPattern.test(value) ? Date.parse(value) : NaN;
  if (Number.isNaN(moment))
    throw new Rejection('changedAt is not a time such as 2026-01-31T12:00Z');
  return moment;
}

function parseRecord(record: ImportRecord, options: ImportOptions): ReadCustomer {
  if (record.problem !== undefined) throw new Rejection(record.problem);
  const { line, fields } = record;
  const { isCleaned, trustOf, receivedAtMs } = options;
  const unknown = Object.keys(fields).find((field) => !knownFields.has(field));
  if (unknown !== undefined) throw new Rejection(`unknown field ${unknown.slice(0, 40)}`);
  const name = parseName(fields.name, isCleaned);
  const phones = parsePhone(fields.phone, isCleaned);
  const email = parseEmail(fields.email, isCleaned);
  const region = parseNumber(fields.region, 'region', 31);
  const segment = parseNumber(fields.segment, 'segment', 5);
  const sourceId =
    fields.sourceId == null ? defaultSourceId : parseNumber(fields.sourceId, 'sourceId', 32_767);
  const trust = trustOf.get(sourceId);
  if (trust === undefined) throw new Rejection(`there is no source ${sourceId}`);
  const changedAtMs = parseMoment(fields.changedAt, receivedAtMs);
  return { line, name, ...phones, email, region, segment, sourceId, trust, changedAtMs };
}

function emailOf({ email, trust, sourceId, changedAtMs }: ReadCustomer): SourcedEmail | undefined {
  if (email === undefined) return undefined;
  return { email, emailTrust: trust, emailSourceId: sourceId, emailChangedAtMs: changedAtMs };
}

/** The customer of one phone so far: the row that stays, and the address that stays. */
interface Survivor {
  readonly row: ReadCustomer;
  readonly email: SourcedEmail | undefined;
}

function toCustomer({ row, email }: Survivor): ImportedCustomer {
  const { line, name, phone, phoneNorm, region, segment, sourceId, changedAtMs } = row;
  return {
    ...{ line, name, phone, phoneNorm, region, segment, sourceId },
    changedAt: new Date(changedAtMs).toISOString(),
    email: email?.email ?? null,
    emailSourceId: email?.emailSourceId ?? null,
    emailChangedAt: email === undefined ? null : new Date(email.emailChangedAtMs).toISOString(),
  };
}

/** What stays of two rows with one phone, and the one that gave way. */
function mergeRows(
  held: Survivor,
  row: ReadCustomer,
  phoneNorm: string,
): { readonly survivor: Survivor; readonly merged: MergedLine } {
  const { order, by } = chooseRow(
    { ...held.row, phone: held.row.phone ?? '' },
    { ...row, phone: row.phone ?? '' },
  );
  const [winner, loser] = order >= 0 ? [held.row, row] : [row, held.row];
  const { line, name, phone, email, region, segment, sourceId, changedAtMs } = loser;
  const changedAt = new Date(changedAtMs).toISOString();
  const dropped = { name, phone, email: email ?? null, region, segment, sourceId, changedAt };
  return {
    survivor: { row: winner, email: chooseEmail(held.email, emailOf(row)) },
    merged: { line, decidedBy: by, phoneNorm, dropped },
  };
}

/**
 * Reads and cleans an upload: `{ name, phone, region, segment, email?, sourceId?, changedAt? }` on each line. Lines with
 * one phone are one customer, in which trust decides, then recency (`survivor.ts`).
 */
export function cleanImport(upload: Uint8Array, options: ImportOptions): CleanedBatch {
  const records = readRecords(upload, options.format);
  const alone: ImportedCustomer[] = [];
  const byPhone = new Map<string, Survivor>();
  const merged: MergedLine[] = [];
  const rejected: RejectedLine[] = [];
  for (const record of records) {
    try {
      const row = parseRecord(record, options);
      const { phoneNorm } = row;
      const own = { row, email: emailOf(row) };
      const held = phoneNorm === null ? undefined : byPhone.get(phoneNorm);
      if (!options.isCleaned || phoneNorm === null) alone.push(toCustomer(own));
      else if (held === undefined) byPhone.set(phoneNorm, own);
      else {
        const outcome = mergeRows(held, row, phoneNorm);
        byPhone.set(phoneNorm, outcome.survivor);
        merged.push(outcome.merged);
      }
    } catch (cause) {
      if (!(cause instanceof Rejection)) throw cause;
      rejected.push({ line: record.line, reason: cause.message, raw: record.raw });
    }
  }
  const accepted = [...alone, ...[...byPhone.values()].map(toCustomer)];
  return { lineCount: records.length, accepted, merged, rejected };
}

/** A cleaned upload as a thread hands it over: texts are moved in one piece, tens of thousands of objects are not. */
export interface PreparedImport {
  readonly lineCount: number;
  readonly acceptedCount: number;
  readonly mergedCount: number;
  /** JSON of the `ImportedCustomer`s. */
  readonly accepted: string;
  /** JSON of the `MergedLine`s. */
  readonly merged: string;
  readonly rejected: readonly RejectedLine[];
}

export function prepareImport(task: {
  readonly upload: Uint8Array;
  readonly options: ImportOptions;
}): PreparedImport {
  const { lineCount, accepted, merged, rejected } = cleanImport(task.upload, task.options);
  return {
    ...{ lineCount, rejected, acceptedCount: accepted.length, mergedCount: merged.length },
    accepted: JSON.stringify(accepted),
    merged: JSON.stringify(merged),
  };
}
