// What clients were told of each operation and version, and what the data say of it: lost, phantom, duplicated, overwritten.

import type { AuditReadings } from '../../measurement/fault-records.ts';
import type { LoggedRequest, RequestLog } from '../../measurement/request-log.ts';

/** `indeterminate`: nobody can know from outside whether it took effect. */
export type OperationFate = 'acknowledged' | 'failed' | 'indeterminate';

export interface Operation {
  readonly operationId: string;
  readonly fate: OperationFate;
  /** As meant, whole units; undefined where the scenario could not know it. */
  readonly amount: number | undefined;
}

/**
 * What the client of one try was told. A right answer below 400 acknowledges, even where the scenario also expects
 * others: a 409 that it takes as right wrote nothing. Failed for certain: a status 4xx (but 408, which also stands
 * for a service that ran out of time), a connection that was refused, a request that was never sent. Anything
 * else may have taken effect: time-out, reset, 5xx, wrong body, still in flight.
 */
export function judgeTry({ outcome, statusCode, reason }: LoggedRequest): OperationFate {
  if (outcome === 'dropped') return 'failed';
  if (statusCode !== undefined && statusCode >= 400) {
    return statusCode < 500 && statusCode !== 408 ? 'failed' : 'indeterminate';
  }
  if (outcome === 'succeeded') return 'acknowledged';
  return outcome === 'failed' && reason === 'ECONNREFUSED' ? 'failed' : 'indeterminate';
}

/**
 * Every operation of the log by its id: acknowledged where any try was, failed where every try failed for
 * certain, else indeterminate. An intent without an end is a try of which nobody knows.
 */
export function listOperations({ intents, requests }: RequestLog): ReadonlyMap<string, Operation> {
  const intentsOf = Map.groupBy(intents, ({ operationId }) => operationId);
  const tries = requests.filter(
    (request): request is LoggedRequest & { readonly operationId: string } =>
      request.operationId !== undefined,
  );
  const triesOf = Map.groupBy(tries, ({ operationId }) => operationId);
  const ids = new Set([...intentsOf.keys(), ...triesOf.keys()]);
  return new Map(
    [...ids].map((operationId) => {
      const meant = intentsOf.get(operationId) ?? [];
      const ended = triesOf.get(operationId) ?? [];
      const fate = judgeOperation(ended.map(judgeTry), meant.length > ended.length);
      const amount = meant.find((intent) => intent.amount !== undefined)?.amount;
      return [operationId, { operationId, fate, amount }];
    }),
  );
}

function judgeOperation(fates: readonly OperationFate[], hasOpenTry: boolean): OperationFate {
  if (fates.includes('acknowledged')) return 'acknowledged';
  return hasOpenTry || fates.includes('indeterminate') ? 'indeterminate' : 'failed';
}

/** Ids of the operations that break each rule, each once. */
export interface DataFaults {
  readonly lost: readonly string[];
  readonly phantom: readonly string[];
  readonly resurrected: readonly string[];
  readonly duplicated: readonly string[];
  readonly wrongAmount: readonly string[];
}

export function findDataFaults(
  operations: ReadonlyMap<string, Operation>,
  found: AuditReadings['operations'],
): DataFaults {
  const foundOf = Map.groupBy(found, ({ operationId }) => operationId);
  const known = [...operations.values()];
  const inData = known.filter(({ operationId }) => foundOf.has(operationId));
  const idsOf = (those: readonly Operation[]) => those.map(({ operationId }) => operationId);
  return {
    lost: idsOf(
      known.filter((each) => each.fate === 'acknowledged' && !foundOf.has(each.operationId)),
    ),
    phantom: [...foundOf.keys()].filter((id) => !operations.has(id)),
    resurrected: idsOf(inData.filter(({ fate }) => fate === 'failed')),
    duplicated: idsOf(inData.filter((each) => (foundOf.get(each.operationId)?.length ?? 0) > 1)),
    wrongAmount: idsOf(
      inData.filter(({ operationId, amount }) =>
        foundOf.get(operationId)?.some((row) => isOtherAmount(row.amount, amount)),
      ),
    ),
  };
}

function isOtherAmount(found: number | undefined, meant: number | undefined): boolean {
  return found !== undefined && meant !== undefined && found !== meant;
}

export interface VersionFaults {
  /** Versions that different writes were both told to have made. */
  readonly shared: readonly { readonly entity: string; readonly version: number }[];
  /** Entities whose current version is below the highest that was acknowledged. */
  readonly behind: readonly {
    readonly entity: string;
    readonly current: number;
    readonly acknowledged: number;
  }[];
}

/**
 * A write that was tried again makes the same version as its first try, so tries of one operation count as one
 * write; a write without an operation is one of its own.
 * @param current versions in the data by entity; entities that are not in it were not asked for
 */
export function findVersionFaults(
  requests: readonly LoggedRequest[],
  current: ReadonlyMap<string, number> | undefined,
): VersionFaults {
  const shared: VersionFaults['shared'][number][] = [];
  const behind: VersionFaults['behind'][number][] = [];
  for (const [entity, writersOf] of listWriters(requests)) {
    for (const [version, writers] of writersOf) {
      if (writers.size > 1) shared.push({ entity, version });
    }
    const acknowledged = writersOf.keys().reduce((highest, each) => Math.max(highest, each), 0);
    const now = current?.get(entity);
    if (now !== undefined && now < acknowledged) {
      behind.push({ entity, current: now, acknowledged });
    }
  }
  return { shared, behind };
}

/** By entity and version, who was told to have made it. */
function listWriters(
  requests: readonly LoggedRequest[],
): ReadonlyMap<string, ReadonlyMap<number, ReadonlySet<string>>> {
  const entities = new Map<string, Map<number, Set<string>>>();
  for (const [index, request] of requests.entries()) {
    if (!request.writes || judgeTry(request) !== 'acknowledged') continue;
    const { operationId } = request;
    const writer = operationId === undefined ? `request ${index}` : `operation ${operationId}`;
    for (const { entity, version } of request.observedVersions) {
      const versions = entities.get(entity) ?? new Map<number, Set<string>>();
      entities.set(entity, versions);
      versions.set(version, (versions.get(version) ?? new Set<string>()).add(writer));
    }
  }
  return entities;
}
