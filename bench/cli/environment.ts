// The environment part of the result document, with the fingerprint that makes runs comparable.
import { createHash } from 'node:crypto';
import type { Environment } from '../../reports/document/result.ts';
import type { Driver } from '../drivers/driver.ts';
import type { MachineFacts } from '../probes/fingerprint.ts';
import type { Placement } from '../spec/experiment.ts';
import { describePlacement } from '../trial/placement.ts';
import { readVersion } from './version.ts';

export interface EnvironmentParts {
  readonly machine: MachineFacts;
  readonly placement: Placement;
  /** Roles whose processes are pinned at all; what is given by URL runs where it runs. */
  readonly pinnedRoles: readonly (keyof Placement)[];
  readonly driver: Driver;
  readonly versions: Readonly<Record<string, string>>;
}

/** The fingerprint leaves out what may differ between comparable runs: host name, commit, versions of Loadstone. */
export function buildEnvironment(parts: EnvironmentParts): Environment {
  const { machine, versions } = parts;
  const { name, version, cannotMeasure } = parts.driver.capabilities;
  const placement = describePlacement(parts.placement);
  const { os, kernel, cpuModel, cpuCount, memoryBytes, nodeVersion, cgroup } = machine;
  const lasting = {
    os,
    kernel,
    cpuModel,
    cpuCount,
    memoryBytes,
    nodeVersion,
    cgroup,
    versions,
    placement,
    name,
    version,
  };
  return {
    fingerprint: createHash('sha256').update(JSON.stringify(lasting)).digest('hex').slice(0, 16),
    ...{ hostname: machine.hostname, os, kernel, cpuModel, cpuCount, memoryBytes, nodeVersion },
    loadstoneVersion: readVersion(),
    gitCommit: machine.gitCommit ?? null,
    gitDirty: machine.gitDirty ?? null,
    services: versions,
    driver: { name, version, cannotMeasure },
    placement: Object.fromEntries(
      parts.pinnedRoles.flatMap((role) =>
        placement[role] === undefined ? [] : [[role, placement[role]]],
      ),
    ),
  };
}
