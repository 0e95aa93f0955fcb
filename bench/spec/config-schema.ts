// Schema of a config file: the source of its type, its checks and the published JSON Schema.
import Type, { type Static } from 'typebox';
import { mostGenerators } from '../drivers/parts/part.ts';
import { driverNames } from '../drivers/registry.ts';
import { defaults } from './defaults.ts';
import { faultsSchema } from './fault-schema.ts';
import { gateSchema, pricesSchema } from './gate-schema.ts';
import { limitsSchema } from './limits-schema.ts';
import { loadSchema } from './load-schema.ts';
import { pagesSchema } from './pages-schema.ts';
import { qualitySchema } from './quality-schema.ts';
import {
  acceptEncodingSchema,
  closedObject,
  headersSchema,
  levelChoiceSchema,
  millisecondsSchema,
  nameSchema,
  optional,
  pathSchema,
  primaryMetricSchema,
  tableOf,
} from './schema-parts.ts';
import { factorSchema, servicesSchema, targetSchema } from './target-schema.ts';
import { tourSchema } from './tour-schema.ts';

const fractionSchema = closedObject(
  {
    resolution: optional.integer(
      'Main effects are mixed with no two-factor interactions (4), nor these with each other (5).',
      { minimum: 4, maximum: 5, default: defaults.fractionResolution },
    ),
  },
  'A regular fraction of all combinations of factors with two levels.',
);

/** Which combinations of levels are compared. */
const designSchema = Type.Union(
  [
    Type.Enum(['full', 'one-at-a-time', 'fraction']),
    closedObject(
      {
        variants: Type.Optional(
          tableOf(
            levelChoiceSchema,
            'Levels by name of the variant; a factor left out is as in the baseline.',
          ),
        ),
        fraction: Type.Optional(fractionSchema),
      },
      'Named variants, or a fraction of all combinations.',
    ),
  ],
  {
    default: defaults.design,
    description: 'Which combinations of levels are compared.',
  },
);

const { request, slices, warmup } = defaults;

const requestSchema = closedObject(
  {
    route: optional.text('Name in reports; by default method and path.'),
    method: Type.Optional(
      Type.Enum(['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'], { default: request.method }),
    ),
    path: pathSchema('Path with query.'),
    headers: Type.Optional(headersSchema('Headers by name.')),
    acceptEncoding: Type.Optional(
      acceptEncodingSchema('Its Accept-Encoding; in headers it is the same.'),
    ),
    body: optional.anyText('Body as it is sent.'),
    json: Type.Optional(Type.Unknown({ description: 'Body that is sent as JSON.' })),
    weight: optional.number('Share of the requests, relative to the sum.', {
      exclusiveMinimum: 0,
      default: request.weight,
    }),
    expectedStatuses: Type.Optional(
      Type.Array(Type.Integer({ minimum: 200, maximum: 599 }), {
        minItems: 1,
        default: [...request.expectedStatuses],
        description: 'Status codes that count as success.',
      }),
    ),
    bodyIncludes: optional.text('Text that every checked answer must hold.'),
  },
  'A request, sent as it stands.',
);

const scenarioSchema = closedObject(
  {
    module: optional.text('Module that exports `scenario`, relative to the config file.'),
    requests: Type.Optional(Type.Array(requestSchema, { minItems: 1 })),
    script: optional.text(
      'k6 script of your own, relative to the config file, run as it is (driver k6 only).',
    ),
    exec: optional.text(
      'The exported function of the script that is played; by default the only one that its own scenarios play.',
    ),
    description: optional.anyText('One sentence for reports.'),
    primaryMetric: Type.Optional(primaryMetricSchema),
    faultsOnly: optional.flag('Played under faults, never compared.', {
      default: defaults.faultsOnly,
    }),
  },
  'What simulated users do: a module, or requests.',
);

const paritySchema = closedObject(
  {
    requests: optional.integer(
      'GET requests a scenario and group whose answers are compared; 0: none.',
      { minimum: 0, maximum: 1_000, default: defaults.parity.requests },
    ),
    ignore: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        default: [...defaults.parity.ignore],
        description: 'Names of JSON fields, at any depth, that may differ.',
      }),
    ),
    values: optional.flag('Values must be equal too where the baseline repeats its own.', {
      default: defaults.parity.values,
    }),
  },
  'Answers of every variant against those of the baseline to the same requests.',
);

const slicesSchema = closedObject(
  {
    slicesPerGroup: optional.integer('Slices of each variant in a group, an even number.', {
      minimum: 2,
      maximum: 10_000,
      multipleOf: 2,
      default: slices.slicesPerGroup,
    }),
    sliceMs: Type.Optional(
      Type.Union(
        [
          millisecondsSchema(10, defaults.connectingSliceMs, 'Length of a slice.'),
          Type.Enum(['auto']),
        ],
        {
          default: slices.sliceMs,
          description:
            'Length of a slice; auto chooses the shortest that the slowest variant allows (drivers that keep connections open only).',
        },
      ),
    ),
    loadMs: optional.milliseconds(
      100,
      slices.loadMs,
      'Load of each variant in a group, where sliceMs is auto.',
    ),
    dropFirstMs: optional.milliseconds(
      0,
      slices.dropFirstMs,
      'First part of a slice, not recorded.',
    ),
    warmupMs: optional.integer('Older name of warmup.maxMs, which wins where both are given.', {
      minimum: 0,
      maximum: 86_400_000,
    }),
  },
  'How the load of a group is cut.',
);

const warmupSchema = closedObject(
  {
    requests: optional.integer('Fewest requests that each variant is warmed up with.', {
      minimum: 0,
      maximum: 100_000_000,
      default: warmup.requests,
    }),
    untilSteady: optional.flag(
      'Whether the first group goes on until no variant shows a trend any more; the number of requests it took holds for all groups.',
      { default: warmup.untilSteady },
    ),
    maxMs: optional.milliseconds(
      0,
      warmup.maxMs,
      'Longest warm-up of a scenario and load in a group, for each variant in it.',
    ),
  },
  'Warm-up by requests, the same number for every variant, in short rounds in turn.',
);

const cpusSchema = Type.Array(Type.Integer({ minimum: 0, maximum: 4095 }), { minItems: 1 });

const placementSchema = Type.Union(
  [
    Type.Enum(['auto', 'none']),
    closedObject(
      {
        service: Type.Optional(cpusSchema),
        generator: Type.Optional(cpusSchema),
        database: Type.Optional(cpusSchema),
        cache: Type.Optional(cpusSchema),
      },
      'CPU numbers by role; a role left out may run anywhere.',
    ),
  ],
  { default: defaults.placement, description: 'Which process runs on which CPUs.' },
);

const everySchema = (usual: number, description: string) =>
  Type.Integer({ minimum: 0, maximum: 1_000, default: usual, description });

const cyclesSchema = closedObject(
  {
    swapCpus: optional.flag('Swap the CPUs of service and generator in half of the groups.', {
      default: defaults.cycles.swapCpus,
    }),
    restartEveryGroups: Type.Optional(
      everySchema(
        defaults.cycles.restartEveryGroups,
        'Of so many groups one begins with a restart of the embedded PostgreSQL; 0 for never.',
      ),
    ),
    rebuildEveryGroups: Type.Optional(
      everySchema(
        defaults.cycles.rebuildEveryGroups,
        'Of so many groups one begins with template databases built anew; 0 for never.',
      ),
    ),
  },
  'What changes from group to group, so that a whole run does not hang on one launch.',
);

/** Keys that a preset may override, too. */
const runProperties = {
  description: optional.anyText('What the experiment is about.'),
  baseline: Type.Optional(levelChoiceSchema),
  design: Type.Optional(designSchema),
  driver: Type.Optional(Type.Enum([...driverNames], { default: defaults.driver })),
  generators: optional.integer(
    'Processes that make the load together, each with its share of it.',
    { minimum: 1, maximum: mostGenerators, default: defaults.generators },
  ),
  loads: Type.Optional(Type.Array(loadSchema, { minItems: 1 })),
  groups: optional.integer('Groups, the unit of replication.', {
    minimum: 1,
    maximum: 1000,
    default: defaults.groups,
  }),
  seed: Type.Optional(
    Type.Integer({ minimum: 0, maximum: Number.MAX_SAFE_INTEGER, default: defaults.seed }),
  ),
  slices: Type.Optional(slicesSchema),
  phase: Type.Optional(
    Type.Enum(['warm', 'cold'], {
      default: defaults.phase,
      description:
        'warm measures after a warm-up; cold from the first request of fresh processes on.',
    }),
  ),
  warmup: Type.Optional(warmupSchema),
  toleranceRatio: optional.number('Differences below this are the same for all purposes.', {
    exclusiveMinimum: 0,
    exclusiveMaximum: 1,
    default: defaults.toleranceRatio,
  }),
  requestTimeoutMs: optional.milliseconds(
    1,
    defaults.requestTimeoutMs,
    'After this a request has timed out.',
  ),
  percentilesBy: Type.Optional(
    Type.Enum(['requests', 'groups'], {
      default: defaults.percentilesBy,
      description:
        'groups: open loads are judged by the highest percentile that the requests of a group carry.',
    }),
  ),
  parity: Type.Optional(paritySchema),
  bodyCheckRatio: optional.ratio(
    defaults.bodyCheckRatio,
    'Share of the answers whose body is checked.',
  ),
  pages: Type.Optional(pagesSchema),
  faults: Type.Optional(faultsSchema),
  quality: Type.Optional(qualitySchema),
  gates: Type.Optional(tableOf(gateSchema, 'Rules that must hold, by name.')),
  prices: Type.Optional(pricesSchema),
  placement: Type.Optional(placementSchema),
  cycles: Type.Optional(cyclesSchema),
  limits: Type.Optional(limitsSchema),
};

const presetSchema = closedObject(
  {
    ...runProperties,
    scenarios: Type.Optional(
      Type.Array(nameSchema, { minItems: 1, description: 'The scenarios that are kept.' }),
    ),
    levels: Type.Optional(
      tableOf(Type.Array(nameSchema, { minItems: 1 }), 'The levels that are kept, by factor.'),
    ),
  },
  'Overrides of the config under a name, for --preset.',
);

export const configSchema = closedObject(
  {
    $schema: optional.anyText('For editors of JSON configs.'),
    name: Type.String({ minLength: 1, maxLength: 100, description: 'Name of the experiment.' }),
    target: targetSchema,
    services: Type.Optional(servicesSchema),
    factors: Type.Optional(tableOf(factorSchema, 'Factors by name.')),
    scenarios: tableOf(scenarioSchema, 'Scenarios by name.', 1),
    presets: Type.Optional(tableOf(presetSchema, 'Presets by name.')),
    tours: Type.Optional(tableOf(tourSchema, 'Tours by name, for `loadstone tour`.')),
    record: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        default: [],
        description:
          'Names of variables, headers and query parameters whose values are written into run folders; of all others only a hash is.',
      }),
    ),
    ...runProperties,
  },
  'An experiment of Loadstone: what is compared, under which load, how often.',
);

/** A config as written in `loadstone.config.mts`. */
export type LoadstoneConfig = Static<typeof configSchema>;
export type PresetConfig = Static<typeof presetSchema>;
export type LevelConfig = Static<typeof factorSchema>['levels'][string];
export type ExerciseConfig = Extract<
  NonNullable<LevelConfig['exercised']>,
  readonly unknown[]
>[number];
type TargetConfig = Static<typeof targetSchema>;
export type TlsConfig = NonNullable<TargetConfig['tls']>;
export type CounterConfig = NonNullable<TargetConfig['counter']>;
export type PrepareConfig = NonNullable<LevelConfig['prepare']>;
export type RequestConfig = Static<typeof requestSchema>;
