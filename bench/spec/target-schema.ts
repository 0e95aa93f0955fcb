// Schema of what is measured: the service under test and the services that it needs.
import Type from 'typebox';
import { defaults } from './defaults.ts';
import {
  acceptEncodingSchema,
  closedObject,
  commandSchema,
  environmentNameSchema,
  environmentSchema,
  headersSchema,
  optional,
  pathSchema,
  prepareSchema,
  tableOf,
} from './schema-parts.ts';
import { textForms } from './text-forms.ts';

const { exercised, target } = defaults;

/** One address, or several of the same service. */
const urlSchema = (description: string) =>
  Type.Union([Type.String(), Type.Array(Type.String(), { minItems: 1 })], { description });

const envFileSchema = Type.Union(
  [Type.String({ minLength: 1 }), Type.Array(Type.String({ minLength: 1 }), { minItems: 1 })],
  {
    description: 'Files of NAME=value lines, relative to the config file; `env` goes before them.',
  },
);

const tlsSchema = closedObject(
  {
    ca: optional.text(
      'File of the certificate authorities to trust (PEM), relative to the config file; without it the usual ones.',
    ),
    rejectUnauthorized: optional.flag(
      'Refuse certificates that no trusted authority vouches for.',
      { default: target.tls.rejectUnauthorized },
    ),
  },
  'How the certificates of https targets are judged.',
);

const counterSchema = closedObject(
  {
    path: pathSchema('Answers the counter: Prometheus text, a bare number, or JSON with `total`.'),
    metric: optional.anyText('Counter in Prometheus text; the sum of its series counts.', {
      pattern: textForms.metric.pattern,
    }),
    labels: Type.Optional(
      Type.Record(Type.String({ pattern: textForms.label.pattern }), Type.String(), {
        additionalProperties: false,
        description: 'Labels that a series must have in order to count.',
      }),
    ),
    url: optional.anyText('Server that counts, where that is not the service itself.'),
    countsOwnRequests: optional.flag(
      "The counter counts the harness's own GETs, too; they are taken off again.",
      { default: target.counter.countsOwnRequests },
    ),
  },
  "The service's own counter of requests, where it has no statistics route.",
);

export const targetSchema = closedObject(
  {
    command: Type.Optional(commandSchema),
    cwd: optional.text('Working folder of the commands, relative to the config file.', {
      default: target.cwd,
    }),
    build: Type.Optional(commandSchema),
    env: Type.Optional(environmentSchema),
    envFile: Type.Optional(envFileSchema),
    portEnv: Type.Optional(
      environmentNameSchema(target.portEnv, 'Variable that tells the service its port.'),
    ),
    dataFolderEnv: Type.Optional(
      environmentNameSchema(
        undefined,
        'Variable that tells the service an empty folder of its own, removed with the variant.',
      ),
    ),
    url: Type.Optional(
      urlSchema('Service that runs already: http://127.0.0.1:PORT, or several addresses of it.'),
    ),
    scheme: Type.Optional(
      Type.Enum(['http', 'https'], {
        default: target.scheme,
        description: 'What a started service speaks on its port.',
      }),
    ),
    tls: Type.Optional(tlsSchema),
    readyPath: Type.Optional(
      pathSchema(
        'Answers with a 2xx status once the service is ready; another status from 300 to 499 all the time ends the wait early.',
        target.readyPath,
      ),
    ),
    readyTimeoutMs: optional.milliseconds(100, target.readyTimeoutMs, 'How long a start may take.'),
    statsPath: Type.Optional(pathSchema('Answers the settings in effect and counters as JSON.')),
    headers: Type.Optional(
      headersSchema(
        "Headers of the harness's own requests to the service, as for a token that its statistics ask for.",
      ),
    ),
    counter: Type.Optional(counterSchema),
    acceptEncoding: Type.Optional(
      acceptEncodingSchema('Accept-Encoding of all requests that name none, as `gzip, br`.'),
    ),
    dataPath: Type.Optional(pathSchema('Answers JSON that scenarios draw from.')),
    install: Type.Optional(commandSchema),
    stopTimeoutMs: optional.milliseconds(
      0,
      target.stopTimeoutMs,
      'How long a graceful stop may take.',
    ),
  },
  'The service under test: a command that is started for each variant, or a URL.',
);

const postgresSchema = closedObject(
  {
    url: optional.anyText('Server to use; without it an embedded one is started.', {
      pattern: textForms.postgresUrl.pattern,
    }),
    urlEnv: Type.Optional(
      environmentNameSchema(
        defaults.postgresUrlEnv,
        'Variable that tells the service its database.',
      ),
    ),
    settings: Type.Optional(
      tableOf(
        Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
        'Settings of the embedded server, as in postgresql.conf.',
      ),
    ),
    prepare: Type.Optional(prepareSchema),
  },
  'PostgreSQL for the service: every variant gets a database of its own.',
);

const redisSchema = closedObject(
  {
    url: optional.anyText('Server to use; without it redis-server is started from PATH.', {
      pattern: textForms.redisUrl.pattern,
    }),
    urlEnv: Type.Optional(
      environmentNameSchema(defaults.redisUrlEnv, 'Variable that tells the service its Redis.'),
    ),
  },
  'Redis for the service.',
);

export const servicesSchema = closedObject(
  { postgres: Type.Optional(postgresSchema), redis: Type.Optional(redisSchema) },
  'Services that the target needs and that the harness provides.',
);

const counterNameSchema = Type.String({
  pattern: textForms.dotted.pattern,
  description:
    'Dotted path to a number that only grows in the JSON of target.statsPath; `*` stands for any one part.',
});

const exerciseSchema = closedObject(
  {
    counter: Type.Optional(
      Type.Union([counterNameSchema, Type.Array(counterNameSchema, { minItems: 1 })], {
        description: 'Counters of target.statsPath, added up.',
      }),
    ),
    atLeastMoving: optional.integer(
      'How many of the counters must each reach the limit, such as two workers.',
      { minimum: 1, default: exercised.atLeastMoving },
    ),
    metric: optional.anyText(
      'Counter in the Prometheus text of target.counter.path; its series add up.',
      { pattern: textForms.metric.pattern },
    ),
    labels: Type.Optional(
      Type.Record(Type.String({ pattern: textForms.label.pattern }), Type.String(), {
        additionalProperties: false,
        description: 'Labels that a series of the metric must have.',
      }),
    ),
    index: Type.Optional(
      Type.Union([Type.String({ minLength: 1 }), Type.Array(Type.String({ minLength: 1 }))], {
        description: 'Indexes in PostgreSQL by name; `*` stands for any letters.',
      }),
    ),
    indexes: optional.flag(
      'True: all indexes that the database of this level has and that of another has not.',
    ),
    atLeastPerRequest: optional.number(
      'Growth of the counter per request from which on the level counts as exercised.',
      { exclusiveMinimum: 0, default: exercised.atLeastPerRequest },
    ),
    atLeastRatio: optional.number(
      "Share of the scenario's statements, or of their time, that may have used the indexes.",
      { exclusiveMinimum: 0, maximum: 1, default: exercised.atLeastRatio },
    ),
  },
  'How it shows that the level acts: a counter, a Prometheus metric, or index scans.',
);

const levelSchema = closedObject(
  {
    command: Type.Optional(commandSchema),
    env: Type.Optional(environmentSchema),
    envFile: Type.Optional(envFileSchema),
    args: Type.Optional(
      Type.Array(Type.String(), { default: [], description: 'Arguments added to the command.' }),
    ),
    needs: Type.Optional(
      Type.Array(Type.Enum(['postgres', 'redis']), {
        default: [],
        description: 'Services without which the level is not run.',
      }),
    ),
    url: Type.Optional(urlSchema('Replaces target.url: another deployment.')),
    counterUrl: optional.anyText('Replaces target.counter.url: what counts for this level.'),
    prepare: Type.Optional(prepareSchema),
    cpus: optional.integer(
      'CPUs that the service needs to show what the level does, for example 2 for a cluster of 2 workers.',
      { minimum: 1, maximum: 1024 },
    ),
    cpusEach: optional.number(
      'CPUs that the service itself holds each copy to, where several share this machine; the report then says that the gain is the law of growth and not what as many machines carry.',
      { exclusiveMinimum: 0 },
    ),
    size: optional.number(
      'How large the level is: copies, workers, CPUs. Three levels or more with a size yield the scaling law.',
      { minimum: 1 },
    ),
    exercised: Type.Optional(
      Type.Union([exerciseSchema, Type.Array(exerciseSchema, { minItems: 1 })], {
        description: 'How it shows that the level acts; of several signs all must show.',
      }),
    ),
  },
  'What makes this level: environment, arguments, a command or a database of its own, or a URL.',
);

export const factorSchema = closedObject(
  { levels: tableOf(levelSchema, 'Levels by name.', 1) },
  'Something that can be chosen.',
);
