// The protections of the service, each of which can be taken away to see what breaks without it.
import { acknowledgements, commits, switches, timeoutLevels } from './config-levels.ts';
import type { EnvironmentReader } from './config-reader.ts';

/** What keeps the service answering and its data true; the defaults are the safe choices. */
export interface Protections {
  /** False: PostgreSQL and Redis are waited for as their drivers do out of the box, mostly for ever. */
  readonly timeoutsSet: boolean;
  /** False: a worker of a cluster that died is not started again; no worker left ends the primary. */
  readonly respawn: boolean;
  /** False: a request whose cache fails fails too (503), and no circuit breaker spares the cache. */
  readonly cacheFallback: boolean;
  /** False: an idempotency key is neither looked up nor unique, so a retry makes a second order. */
  readonly idempotency: boolean;
  /** `early`: an order is acknowledged before it is written, so that a kill loses acknowledged orders. */
  readonly acknowledge: (typeof acknowledgements)[number];
  /** `async`: a commit does not wait for the disk; `sync`: as the server is set. */
  readonly commit: (typeof commits)[number];
  /** False: a change leaves what the cache holds as it is, until its TTL. */
  readonly invalidation: boolean;
  /** True: requests are refused (503) while the event loop is late. */
  readonly shed: boolean;
  /** Mean delay of the event loop from which on requests are refused, in ms. */
  readonly shedEventLoopMs: number;
}

/** Reads the protections; problems are left with the reader. */
export function parseProtections(reader: EnvironmentReader): Protections {
  return {
    timeoutsSet: reader.choice('CRM_TIMEOUTS', timeoutLevels) === 'set',
    respawn: reader.choice('CRM_RESPAWN', switches) === 'on',
    cacheFallback: reader.choice('CRM_CACHE_FALLBACK', switches) === 'on',
    idempotency: reader.choice('CRM_IDEMPOTENCY', switches) === 'on',
    acknowledge: reader.choice('CRM_ACKNOWLEDGE', acknowledgements),
    commit: reader.choice('CRM_COMMIT', commits),
    invalidation: reader.choice('CRM_INVALIDATION', switches) === 'on',
    shed: reader.choice('CRM_SHED', switches) === 'on',
    shedEventLoopMs: reader.integer('CRM_SHED_EVENT_LOOP_MS', 1, 60_000),
  };
}

const nameSwitch = (isOn: boolean) => (isOn ? 'on' : 'off');

/** The effective protections by the name of their variable. */
export function echoProtections(protections: Protections): Readonly<Record<string, string>> {
  return {
    CRM_ACKNOWLEDGE: protections.acknowledge,
    CRM_CACHE_FALLBACK: nameSwitch(protections.cacheFallback),
    CRM_COMMIT: protections.commit,
    CRM_IDEMPOTENCY: nameSwitch(protections.idempotency),
    CRM_INVALIDATION: nameSwitch(protections.invalidation),
    CRM_RESPAWN: nameSwitch(protections.respawn),
    CRM_SHED: nameSwitch(protections.shed),
    CRM_SHED_EVENT_LOOP_MS: String(protections.shedEventLoopMs),
    CRM_TIMEOUTS: protections.timeoutsSet ? 'set' : 'unset',
  };
}
