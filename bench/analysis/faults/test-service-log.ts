// A model of a service that keeps its word, with clients that retry, for the tests of the audit.
import fc from 'fast-check';
import type { AuditReadings } from '../../measurement/fault-records.ts';
import type { LoggedIntent, LoggedRequest, RequestLog } from '../../measurement/request-log.ts';

/** How one try of a write goes: what its client is told, and whether it takes effect. */
const tryKinds = [
  ...(['ok', 'timed-out, applied', 'timed-out', 'reset, applied', 'reset'] as const),
  ...(['500, applied', '500', '400', 'refused', 'dropped', 'in flight, applied'] as const),
  ...(['no end', 'no end, applied'] as const),
] as const;
type TryKind = (typeof tryKinds)[number];

const anyTry: fc.Arbitrary<TryKind> = fc.oneof(
  { weight: 1, arbitrary: fc.constant('ok' as const) },
  { weight: 2, arbitrary: fc.constantFrom(...tryKinds) },
);

type Step =
  | {
      readonly kind: 'write';
      readonly entity: number;
      readonly amount: number;
      readonly tries: readonly TryKind[];
      readonly spreadMs: number;
    }
  | { readonly kind: 'read'; readonly entities: readonly number[]; readonly spreadMs: number };

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  fc.record({
    kind: fc.constant('write' as const),
    entity: fc.nat(2),
    amount: fc.nat(1_000),
    tries: fc.array(anyTry, { minLength: 1, maxLength: 3 }),
    spreadMs: fc.integer({ min: 1, max: 25 }),
  }),
  fc.record({
    kind: fc.constant('read' as const),
    entities: fc.uniqueArray(fc.nat(2), { minLength: 1 }),
    spreadMs: fc.integer({ min: 1, max: 25 }),
  }),
);

export interface ServiceStory {
  readonly log: RequestLog;
  readonly readings: AuditReadings;
}

/** What happened at a right service and what its data hold afterwards: writes and reads overlap each other. */
export const anyStory: fc.Arbitrary<ServiceStory> = fc.array(anyStep, { maxLength: 40 }).map(tell);

const blank = {
  ...{ route: 0, statusCode: undefined, reason: undefined, operationId: undefined },
  user: undefined,
};

/** What has happened so far. */
interface Telling {
  nowMs: number;
  readonly versions: Map<string, number>;
  readonly intents: LoggedIntent[];
  readonly requests: LoggedRequest[];
  readonly operations: { readonly operationId: string; readonly amount: number }[];
}

function tell(steps: readonly Step[]): ServiceStory {
  const versions = new Map([0, 1, 2].map((entity) => [`customer:${entity}`, 1]));
  const telling: Telling = { nowMs: 0, versions, intents: [], requests: [], operations: [] };
  for (const [index, step] of steps.entries()) {
    if (step.kind === 'read') tellRead(telling, step);
    else tellWrite(telling, step, `op-${index}`);
  }
  const { intents, operations } = telling;
  const requests = telling.requests.toSorted((a, b) => a.endMs - b.endMs);
  const invariants = [{ name: 'totals add up', violations: 0 }];
  return {
    log: { routes: ['a route'], intents, requests, isTorn: false },
    readings: { operations, versions, invariants },
  };
}

function tellRead(
  telling: Telling,
  { entities, spreadMs }: Step & { readonly kind: 'read' },
): void {
  telling.nowMs += 10;
  const seen = entities.map((entity) => `customer:${entity}`);
  telling.requests.push({
    ...{ ...blank, ...around(telling.nowMs, spreadMs), writes: false, outcome: 'succeeded' },
    statusCode: 200,
    observedVersions: seen.map((entity) => ({
      entity,
      version: telling.versions.get(entity) ?? 1,
    })),
  });
}

/** Tries until one is acknowledged or the client gives up; the first that takes effect makes the version. */
function tellWrite(
  telling: Telling,
  { entity: number, amount, tries, spreadMs }: Step & { readonly kind: 'write' },
  operationId: string,
): void {
  const { versions, intents, requests, operations } = telling;
  const entity = `customer:${number}`;
  let made: number | undefined;
  for (const kind of tries) {
    telling.nowMs += 10;
    intents.push({ operationId, amount, atMs: telling.nowMs - spreadMs });
    if (made === undefined && (kind === 'ok' || kind.endsWith('applied'))) {
      made = (versions.get(entity) ?? 1) + 1;
      versions.set(entity, made);
      operations.push({ operationId, amount });
    }
    const end = endOf(kind);
    if (end === undefined) continue;
    const observedVersions = kind === 'ok' ? [{ entity, version: made ?? 1 }] : [];
    const times = around(telling.nowMs, spreadMs);
    requests.push({ ...blank, ...times, writes: true, operationId, observedVersions, ...end });
    if (kind === 'ok') return;
  }
}

function around(effectMs: number, spreadMs: number) {
  return { dueMs: effectMs - spreadMs, sentMs: effectMs - spreadMs, endMs: effectMs + spreadMs };
}

function endOf(
  kind: TryKind,
): Pick<LoggedRequest, 'outcome' | 'statusCode' | 'reason'> | undefined {
  const failed = (reason: string, statusCode?: number) =>
    ({ outcome: 'failed', statusCode, reason }) as const;
  switch (kind) {
    case 'ok':
      return { outcome: 'succeeded', statusCode: 201, reason: undefined };
    case 'timed-out':
    case 'timed-out, applied':
      return { outcome: 'timed-out', statusCode: undefined, reason: 'timed out' };
    case 'reset':
    case 'reset, applied':
      return failed('ECONNRESET');
    case '500':
    case '500, applied':
      return failed('status 500', 500);
    case '400':
      return failed('status 400', 400);
    case 'refused':
      return failed('ECONNREFUSED');
    case 'dropped':
      return { outcome: 'dropped', statusCode: undefined, reason: 'never sent' };
    case 'in flight, applied':
      return { outcome: 'in-flight', statusCode: undefined, reason: undefined };
    default:
      return undefined;
  }
}

/** A write that failed, without more. */
export const buildLoggedRequest = (given: Partial<LoggedRequest>): LoggedRequest => ({
  ...{ route: 0, dueMs: 0, sentMs: 0, endMs: 1, outcome: 'failed', statusCode: undefined },
  ...{ reason: undefined, operationId: 'op', writes: true, observedVersions: [], user: undefined },
  ...given,
});
