// The requests of an episode as columns: ten bytes a request, fourteen with its user, so that every one of them stays
// in the run folder.
// Of records the types alone are imported: a generator loads this file, and needs no schemas.
import type { RequestColumns } from './fault-records.ts';
import { type LoggedRequest, requestOutcomes } from './request-log.ts';

/** A request as analysis sees it: times from the start of the load. */
export interface TimedRequest {
  readonly dueUs: number;
  /** From due to the end or the giving up. */
  readonly responseUs: number;
  readonly outcome: (typeof requestOutcomes)[number];
  readonly route: number;
  /** Undefined where the scenario tells no users apart. */
  readonly user: number | undefined;
}

/** Users are whole numbers from 0 to this. */
export const mostUser = 2 ** 32 - 2;

/** Largest time that fits, a little over 71 minutes. */
const mostUs = 2 ** 32 - 1;

/** @param startedAtMs start of the load on the clock of the requests */
export function encodeRequests(
  requests: readonly LoggedRequest[],
  startedAtMs: number,
): RequestColumns {
  const sorted = [...requests].sort((a, b) => a.dueMs - b.dueMs);
  const toUs = (ms: number) => Math.min(mostUs, Math.max(0, Math.round(ms * 1_000)));
  const dueUs = Uint32Array.from(sorted, ({ dueMs }) => toUs(dueMs - startedAtMs));
  const responseUs = Uint32Array.from(sorted, ({ dueMs, endMs }) => toUs(endMs - dueMs));
  const outcome = Uint8Array.from(sorted, (one) => requestOutcomes.indexOf(one.outcome));
  const route = Uint8Array.from(sorted, (one) => one.route);
  const user = Uint32Array.from(sorted, (one) => (one.user === undefined ? 0 : one.user + 1));
  return {
    dueUs: toBase64(dueUs),
    responseUs: toBase64(responseUs),
    outcome: toBase64(outcome),
    route: toBase64(route),
    ...(user.some((one) => one > 0) ? { user: toBase64(user) } : {}),
  };
}

/** @throws Error where the columns are not of equal length */
export function decodeRequests(columns: RequestColumns): readonly TimedRequest[] {
  const dueUs = new Uint32Array(toBytes(columns.dueUs));
  const responseUs = new Uint32Array(toBytes(columns.responseUs));
  const outcome = new Uint8Array(toBytes(columns.outcome));
  const route = new Uint8Array(toBytes(columns.route));
  const user = columns.user === undefined ? undefined : new Uint32Array(toBytes(columns.user));
  const all = [dueUs, responseUs, outcome, route, user ?? route];
  const lengths = new Set(all.map(({ length }) => length));
  if (lengths.size !== 1) throw new Error('the columns of requests are not of equal length');
  return Array.from(dueUs, (due, at) => ({
    dueUs: due,
    responseUs: responseUs[at] ?? 0,
    outcome: requestOutcomes[outcome[at] ?? 1] ?? 'failed',
    route: route[at] ?? 0,
    user: toUser(user?.[at] ?? 0),
  }));
}

function toUser(stored: number): number | undefined {
  return stored === 0 ? undefined : stored - 1;
}

function toBase64({ buffer, byteOffset, byteLength }: Uint8Array | Uint32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
}

/** A buffer of its own: a Uint32Array must begin at a multiple of four. */
function toBytes(text: string): ArrayBuffer {
  const bytes = Buffer.from(text, 'base64');
  return bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;
}
