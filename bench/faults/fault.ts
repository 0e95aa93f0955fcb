// The port of a fault: whether it can be done here, and how it is applied, verified and healed.
import type { Message } from '../../reports/document/message.ts';
import type { Journal } from '../services/journal.ts';
import type { PostgresServer } from '../services/postgres.ts';
import type { RedisServer } from '../services/redis.ts';
import type { RunningService } from '../target/running-service.ts';
import type { ProxySet } from './proxy/proxy-set.ts';

/** A connection of the experiment that a proxy can stand in: clients to the service, or the service to a store. */
export type Link = 'service' | 'postgres' | 'redis';

/** What a fault can reach: one variant that is under load, alone. */
export interface FaultSurroundings {
  readonly service: RunningService;
  readonly redis: RedisServer | undefined;
  readonly postgres: PostgresServer | undefined;
  /** The variant's own database; undefined where the experiment has none. */
  readonly database: string | undefined;
  /** Proxies in the path of this variant since its start; undefined where there are none. */
  readonly proxies: ProxySet | undefined;
  /** Folder with a socket for each process of the service that loaded the agent; undefined where none can. */
  readonly agentFolder: string | undefined;
  /** CPUs of the service; undefined where it is not pinned. */
  readonly serviceCpus: readonly number[] | undefined;
  readonly journal: Journal;
}

/** What was found when looking whether a fault took effect. */
export interface Verification {
  readonly tookEffect: boolean;
  /** A sentence with what was seen. */
  readonly evidence: Message;
}

/** A fault that has been applied. */
export interface AppliedFault {
  verify(): Promise<Verification>;
  /** Undoes it; resolves once it is undone (a restarted server answers). Safe to call twice. */
  heal(): Promise<void>;
}

export interface Fault {
  /** Kebab-case, with the link where it is one of a link: `redis-paused`, `network-latency@postgres`. */
  readonly id: string;
  /** What is broken, a few words for a table's head, e.g. `Redis paused`. */
  readonly title: string;
  /** How it is done, one sentence for reports. */
  readonly mechanism: Message;
  /** The proxy that must be in the path in every phase. */
  readonly link?: Link;
  /** True where the service must have loaded the agent. */
  readonly needsAgent?: boolean;
  /** Why it cannot be done here, one sentence; undefined where it can. */
  check(surroundings: FaultSurroundings): Promise<Message | undefined>;
  /** @throws Error where it could not be applied; what was half done is undone before. */
  apply(surroundings: FaultSurroundings): Promise<AppliedFault>;
}
