// Lost updates: versions that two writes were told to have made, and data behind what was told.
import type { LoggedRequest } from '../measurement/request-log.ts';
import { judgeTry } from './audit-operations.ts';

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
    for (const { entity, version } of request.sightings) {
      const versions = entities.get(entity) ?? new Map<number, Set<string>>();
      entities.set(entity, versions);
      versions.set(version, (versions.get(version) ?? new Set<string>()).add(writer));
    }
  }
  return entities;
}
