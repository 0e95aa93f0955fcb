// Cleans and validates an uploaded batch of customers, line by line; CPU work without I/O.
import { normalisePhone } from './phone.ts';

/** A line that can be stored as a customer. */
export interface CleanCustomer {
  /** Number of the line in the upload, from 1. */
  readonly line: number;
  /** The line as it came, for the case that storing refuses it. */
  readonly raw: string;
  readonly name: string;
  readonly phone: string;
  readonly phoneNorm: string;
  readonly email: string | undefined;
  readonly region: number;
  readonly segment: number;
  readonly sourceId: number;
}

export interface RejectedLine {
  readonly line: number;
  readonly reason: string;
  readonly raw: string;
}

/** lineCount = accepted + rejected, always. */
export interface CleanedBatch {
  readonly lineCount: number;
  readonly accepted: readonly CleanCustomer[];
  readonly rejected: readonly RejectedLine[];
}

type Fields = Omit<CleanCustomer, 'line' | 'raw'>;

const knownFields = new Set(['name', 'phone', 'email', 'region', 'segment', 'sourceId']);
const emailPattern = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const defaultSourceId = 1;

/** Carries the reason for which a line is rejected. */
class Rejection extends Error {}

function parseText(value: unknown, field: string, maxLength: number): string {
  if (value === undefined || value === null || value === '')
    throw new Rejection(`${field} is missing`);
  if (typeof value !== 'string') throw new Rejection(`${field} is not a text`);
  if (value.includes('\0')) throw new Rejection(`${field} holds a NUL character`);
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

function parseName(value: unknown): string {
  const name = parseText(value, 'name', 100).normalize('NFKC').replace(/\s+/g, ' ').trim();
  if (name === '') throw new Rejection('name is missing');
  return name;
}

function parseLine(text: string): Fields {
  if (text.trim() === '') throw new Rejection('the line is empty');
  if (text.includes('\uFFFD')) throw new Rejection('the line is not UTF-8');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new Rejection('the line is not JSON');
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new Rejection('the line is not a JSON object');
  }
  const unknown = Object.keys(value).find((field) => !knownFields.has(field));
  if (unknown !== undefined) throw new Rejection(`unknown field ${unknown.slice(0, 40)}`);
  const row = value as Readonly<Record<string, unknown>>;
  const name = parseName(row.name);
  const phone = parseText(row.phone, 'phone', 40);
  const phoneNorm = normalisePhone(phone);
  if (phoneNorm === undefined) throw new Rejection('phone is not a mainland mobile number');
  const email = row.email == null ? undefined : parseText(row.email, 'email', 200).trim();
  if (email !== undefined && !emailPattern.test(email))
    throw new Rejection('email is not an address');
  return {
    ...{ name, phone, phoneNorm, email },
    region: parseNumber(row.region, 'region', 31),
    segment: parseNumber(row.segment, 'segment', 5),
    sourceId:
      row.sourceId == null ? defaultSourceId : parseNumber(row.sourceId, 'sourceId', 32_767),
  };
}

/** Splits an upload into lines; the line break at the very end makes no line of its own. */
function splitLines(text: string): readonly string[] {
  if (text === '') return [];
  const lines = text.split('\n').map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/** Cleans an NDJSON upload: `{ name, phone, region, segment, email?, sourceId? }` on each line. */
export function cleanImport(upload: Uint8Array): CleanedBatch {
  const lines = splitLines(new TextDecoder().decode(upload));
  const accepted: CleanCustomer[] = [];
  const rejected: RejectedLine[] = [];
  const lineOfPhone = new Map<string, number>();
  lines.forEach((raw, index) => {
    const line = index + 1;
    try {
      const fields = parseLine(raw);
      const earlier = lineOfPhone.get(fields.phoneNorm);
      if (earlier !== undefined) throw new Rejection(`the phone stands on line ${earlier} already`);
      lineOfPhone.set(fields.phoneNorm, line);
      accepted.push({ line, raw, ...fields });
    } catch (cause) {
      if (!(cause instanceof Rejection)) throw cause;
      rejected.push({ line, reason: cause.message, raw });
    }
  });
  return { lineCount: lines.length, accepted, rejected };
}
