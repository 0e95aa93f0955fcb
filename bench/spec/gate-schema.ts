// Schema of gates and prices: what must hold for a run to pass, and what its resources cost.
import Type, { type Static } from 'typebox';
import { gateMetricNames } from '../../reports/document/metrics.ts';
import { closedObject, nameSchema, optional } from './schema-parts.ts';

export const gateSchema = closedObject(
  {
    metric: Type.Enum([...gateMetricNames], {
      description: 'What is judged; `wrongBodies` counts answers that were checked and wrong.',
    }),
    toleranceRatio: optional.number(
      'Relative: how much worse than the baseline variant is still accepted.',
      { exclusiveMinimum: 0, exclusiveMaximum: 1 },
    ),
    atMost: optional.number('Absolute: highest figure, in the metric’s unit.', { minimum: 0 }),
    atLeast: optional.number('Absolute: lowest figure, in the metric’s unit.', { minimum: 0 }),
    badLaunchesRatio: optional.number(
      'Absolute: share of launches that may break the limit; a pass shows at 95 % that no more do. By default a third, and for successRatio as few as the planned groups can show (31 % for 8, 10.5 % for 27).',
      { exclusiveMinimum: 0, exclusiveMaximum: 0.5 },
    ),
    scenarios: Type.Optional(
      Type.Array(nameSchema, { minItems: 1, description: 'Only these scenarios.' }),
    ),
    loads: Type.Optional(
      Type.Array(Type.Enum(['closed', 'open']), {
        minItems: 1,
        description:
          'Only loads of these kinds; by default latencies and successes are judged under open loads where there is one, everything else under closed ones.',
      }),
    ),
    variants: optional.patterns(
      'Only the variants that one of these patterns matches, as for --variant; by default all but the baseline.',
    ),
  },
  'A rule that must hold: toleranceRatio against the baseline, or atMost or atLeast.',
);

export const pricesSchema = closedObject(
  {
    currency: Type.String({ minLength: 1, maxLength: 10, description: 'Such as EUR.' }),
    perCpuHour: Type.Number({ minimum: 0, description: 'One CPU, fully used, for an hour.' }),
    perGibHour: Type.Number({
      minimum: 0,
      description: 'One GiB of memory of the service for an hour.',
    }),
  },
  'What resources cost; without it no cost is reported.',
);

export type GateConfig = Static<typeof gateSchema>;
