// Schema of how requests arrive: closed loop, open loop, stages.
import Type, { type Static } from 'typebox';
import { defaults } from './defaults.ts';
import { closedObject, optional } from './schema-parts.ts';

const stageRateSchema = (description: string) =>
  Type.Optional(Type.Number({ minimum: 0, maximum: 100_000, description }));

const stageSchema = closedObject(
  {
    rateRps: stageRateSchema('Rate that is held.'),
    fromRps: stageRateSchema('Instead of rateRps, with toRps: rate at the start of a ramp.'),
    toRps: stageRateSchema('Rate at the end of a ramp.'),
    durationS: Type.Number({
      exclusiveMinimum: 0,
      maximum: 86_400,
      description: 'Length of the stage in proportion to the others.',
    }),
  },
  'A rate held for a time, or a ramp.',
);

export const loadSchema = closedObject(
  {
    kind: Type.Enum(['closed', 'open'], {
      description:
        'closed: each connection sends its next request when the answer before has arrived; open: requests start by a seeded schedule, however slow the answers are.',
    }),
    connections: optional.integer('Closed: connections kept busy.', {
      minimum: 1,
      maximum: 1000,
      default: defaults.connections,
    }),
    thinkTimeMs: optional.number(
      'Closed: mean pause of each connection between an answer and its next request (driver open only).',
      { minimum: 0, maximum: 60_000, default: defaults.thinkTimeMs },
    ),
    thinkTimes: Type.Optional(
      Type.Enum(['exponential', 'fixed'], {
        default: defaults.thinkTimes,
        description: 'Closed: pauses as of independent users, or equal ones.',
      }),
    ),
    rateRps: optional.number('Open: arrivals a second, the same for every variant.', {
      exclusiveMinimum: 0,
      maximum: 100_000,
    }),
    capacityRatio: optional.number(
      "Open, instead of rateRps: the rate as a share of the baseline's closed-loop throughput.",
      { exclusiveMinimum: 0, maximum: 1 },
    ),
    stages: Type.Optional(
      Type.Array(stageSchema, {
        minItems: 1,
        maxItems: 20,
        description:
          'Open, instead of rateRps: rates held or ramped one after another; a slice plays them all, scaled to its length.',
      }),
    ),
    arrivals: Type.Optional(
      Type.Enum(['poisson', 'uniform'], {
        default: defaults.arrivals,
        description: 'Open: random gaps as of independent users, or equal ones.',
      }),
    ),
    maxConnections: optional.integer('Open: most connections to one variant at a time.', {
      minimum: 1,
      maximum: 1000,
      default: defaults.maxConnections,
    }),
  },
  'How requests arrive.',
);

export type LoadConfig = Static<typeof loadSchema>;
export type StageConfig = Static<typeof stageSchema>;
