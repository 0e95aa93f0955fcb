// PostgreSQL and Redis that are given by URL, in the config or the environment, are where traffic may go.
import { findStoreFault, type StoreKind } from '../reach/store-url.ts';
import type { LoadstoneConfig } from './config-schema.ts';
import { buildMeaningProblem, type ConfigProblem } from './problem.ts';
import type { ConfigEnv } from './resolve-target.ts';

const storeKinds: readonly StoreKind[] = ['postgres', 'redis'];

export function* findStoreProblems(
  { services = {} }: LoadstoneConfig,
  allowedHosts: ReadonlySet<string>,
): Generator<ConfigProblem> {
  for (const kind of storeKinds) {
    const url = services[kind]?.url;
    const fault = url === undefined ? undefined : findStoreFault(kind, url, allowedHosts);
    if (fault !== undefined) yield buildMeaningProblem(['services', kind, 'url'], fault);
  }
}

const variables = { postgres: 'LOADSTONE_POSTGRES_URL', redis: 'LOADSTONE_REDIS_URL' } as const;

/** The same of the variables that replace them; one of a service that the config does not name is not read. */
export function* findStoreEnvProblems(
  { services = {} }: LoadstoneConfig,
  env: ConfigEnv,
  allowedHosts: ReadonlySet<string>,
): Generator<ConfigProblem> {
  for (const kind of storeKinds) {
    const url = env[variables[kind]];
    if (!url || services[kind] === undefined) continue;
    const fault = findStoreFault(kind, url, allowedHosts);
    if (fault !== undefined) yield buildMeaningProblem([variables[kind]], fault);
  }
}
