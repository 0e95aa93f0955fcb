// What every route is given, and the type of the app that routes are put on.
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify';
import type { Cache } from './cache/cache.ts';
import type { Config } from './config.ts';
import type { WriteBehind } from './modules/orders/write-behind.ts';
import type { Database } from './plugins/database.ts';
import type { LevelCounters } from './plugins/level-counters.ts';
import type { HeavyWork } from './threads/heavy-work.ts';
import type { Snapshot } from './threads/snapshot.ts';

/** A Fastify app whose handlers get the types of their schemas. */
export type CrmApp = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  TypeBoxTypeProvider
>;

export interface Services {
  readonly config: Config;
  readonly database: Database;
  readonly cache: Cache;
  readonly work: HeavyWork;
  /** What levels do, counted. */
  readonly acts: LevelCounters;
  /** Orders that are acknowledged early; empty where none is. */
  readonly writeBehind: WriteBehind;
  /** Counters of the whole service, those of the other workers of a cluster included. */
  readonly readSnapshot: () => Promise<Snapshot>;
}
