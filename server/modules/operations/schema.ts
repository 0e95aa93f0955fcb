// What the routes of operation answer, as the API's description tells it.
import Type, { type TSchema } from 'typebox';
import { noCacheCounters } from '../../cache/cache.ts';
import { noLevelCounts } from '../../plugins/level-counters.ts';
import { ErrorAnswer } from '../schema.ts';
import type { Population } from './population.ts';
import type { Stats } from './stats.ts';

const Count = Type.Integer({ minimum: 0 });
const Ratio = Type.Number({ minimum: 0, maximum: 1 });
const Micros = Type.Number({ minimum: 0 });

/** An object that has these keys and no other. */
const exact = <Properties extends Record<string, TSchema>>(properties: Properties) =>
  Type.Object(properties, { additionalProperties: false });

const countsOf = (names: object) =>
  exact(Object.fromEntries(Object.keys(names).map((name) => [name, Count])));

export const Health = Type.Object({ status: Type.String() });

export const StatsAnswer = Type.Unsafe<Stats>(
  exact({
    configHash: Type.String({ pattern: '^[0-9a-f]+$' }),
    config: Type.Record(Type.String(), Type.String()),
    requests: exact({
      total: Count,
      byRoute: Type.Record(Type.String(), Type.Record(Type.String(), Count)),
    }),
    cache: countsOf(noCacheCounters),
    acted: countsOf(noLevelCounts),
    ...{ queuedWrites: Count, lostWrites: Count, pids: Type.Array(Count) },
    runtime: exact({
      ...{ eventLoopUtilisationRatio: Ratio, eventLoopDelayP99Us: Micros, gcRatio: Ratio },
    }),
    pool: exact({ jobs: Count, waitP99Us: Type.Optional(Micros) }),
    workers: Type.Record(Type.String(), exact({ requests: Count })),
    isComplete: Type.Boolean(),
  }),
);

export const PopulationAnswer = Type.Unsafe<Population>(
  exact({
    ...{ customerCount: Count, maxOrderId: Count, productCount: Count },
    ...{ ownerCount: Count, regionCount: Count, segmentCount: Count },
    customersBySize: Type.Array(Count, { maxItems: 100_000 }),
    nameFragments: Type.Array(Type.String(), { maxItems: 500 }),
    phoneFragments: Type.Array(Type.String(), { maxItems: 500 }),
    deepCursor: Type.Union([Type.String(), Type.Null()]),
    accounts: Type.Array(
      exact({
        login: Type.String(),
        role: Type.Union([Type.Literal('owner'), Type.Literal('agent'), Type.Literal('reader')]),
        customerIds: Type.Array(Count, { maxItems: 20 }),
      }),
    ),
  }),
);

/** Counters in the text format of Prometheus, version 0.0.4. */
export const MetricsAnswer = { content: { 'text/plain': { schema: Type.String() } } };

/** Who may not read it is refused. */
export const refusals = { 401: ErrorAnswer, 403: ErrorAnswer };
