// Schema of faults: what is broken, under which load, what must survive it, and how data is audited.
import Type, { type Static } from 'typebox';
import { faultGateMetrics } from '../../reports/document/fault-metrics.ts';
import { defaults } from './defaults.ts';
import { closedObject, nameSchema, optional, pathSchema, tableOf } from './schema-parts.ts';

const { faults } = defaults;

const faultGateSchema = closedObject(
  {
    metric: Type.Enum([...faultGateMetrics], {
      description:
        'What is judged; `lostWrites` counts writes that are lost, doubled, made up or wrong.',
    }),
    atMost: optional.number('Highest figure.', { minimum: 0 }),
    atLeast: optional.number('Lowest figure.', { minimum: 0 }),
    badLaunchesRatio: optional.number(
      'Share of launches that may break the limit, by default a third, which takes 8 groups that all keep it; not for counts.',
      { exclusiveMinimum: 0, exclusiveMaximum: 0.5 },
    ),
    faults: optional.patterns('Only faults that one of these patterns matches, such as redis-*.'),
    variants: optional.patterns(
      'Only variants that one of these patterns matches, as for --variant.',
    ),
  },
  'A rule that must hold under faults: atMost or atLeast.',
);

const auditSchema = closedObject(
  {
    operations: optional.text(
      'SQL over the variant’s database: a row for each write found, with the columns operation_id and, where known, amount.',
    ),
    versions: optional.text(
      'SQL with the columns entity (as the observed versions of the scenario name it) and version.',
    ),
    invariants: Type.Optional(
      tableOf(
        Type.String({ minLength: 1 }),
        'SQL by name that gives the rows which break a rule; none where it holds.',
      ),
    ),
    path: Type.Optional(
      pathSchema(
        'Path of the service that answers the same as JSON, instead of SQL; see docs/faults.md.',
      ),
    ),
  },
  'How the service’s data are compared with what clients were told.',
);

export const faultsSchema = closedObject(
  {
    inject: Type.Optional(
      Type.Array(
        Type.Union([
          Type.String({ minLength: 1 }),
          closedObject(
            {
              fault: Type.String({
                minLength: 1,
                description: 'Such as network-latency@postgres.',
              }),
              parameters: Type.Optional(
                Type.Record(nameSchema, Type.Union([Type.Number(), Type.String()]), {
                  additionalProperties: false,
                  description: 'What the fault can be told, by name; see docs/faults.md.',
                }),
              ),
            },
            'A fault with parameters.',
          ),
        ]),
        {
          minItems: 1,
          default: [...faults.inject],
          description: 'Faults or patterns of them, such as redis-*; each is applied alone.',
        },
      ),
    ),
    afterRun: optional.flag(
      'Whether `run` breaks things after its groups, or only `loadstone faults` does.',
      { default: faults.afterRun },
    ),
    scenario: optional.text('The scenario that is played; by default the first one.'),
    rateRps: optional.number('Arrivals a second, for every variant.', { exclusiveMinimum: 0 }),
    capacityRatio: optional.number(
      'Or: the rate as a share of the baseline’s closed-loop throughput.',
      { exclusiveMinimum: 0, maximum: 1, default: faults.capacityRatio },
    ),
    groups: optional.integer(
      `How often each variant meets each fault, every time in fresh processes; ${faults.groups} by default, ${faults.gatedGroups} where a gate is on availability, uptime or a time.`,
      { minimum: 1, maximum: 100 },
    ),
    beforeMs: optional.milliseconds(
      1_000,
      faults.beforeMs,
      'Load before the fault, what it is compared with.',
    ),
    duringMs: optional.milliseconds(
      500,
      faults.duringMs,
      'Load from the injection to the healing.',
    ),
    afterMs: optional.milliseconds(1_000, faults.afterMs, 'Load after the healing began.'),
    requestTimeoutMs: optional.milliseconds(
      1,
      faults.requestTimeoutMs,
      'After this a client gives a request up.',
    ),
    goodWithinMs: optional.milliseconds(
      1,
      faults.goodWithinMs,
      'An answer later than this is no good answer.',
    ),
    sloRatio: optional.number(
      'Share of good answers that is aimed at; the rest is the error budget.',
      { exclusiveMinimum: 0, exclusiveMaximum: 1, default: faults.sloRatio },
    ),
    stalenessLimitMs: optional.integer(
      'How old a read may be at most, ms; without it staleness is only told.',
      { minimum: 0, maximum: 86_400_000 },
    ),
    audit: Type.Optional(auditSchema),
    gates: Type.Optional(tableOf(faultGateSchema, 'Rules that must hold under faults, by name.')),
  },
  'Availability under faults: with this, `run` breaks things after its groups, as `loadstone faults` does alone.',
);

export type FaultsConfig = Static<typeof faultsSchema>;
