// Schema of what is asked of the data after the load of a group: measures, and rules that must hold.
import Type, { type Static } from 'typebox';
import { qualityDimensions } from '../../reports/document/quality.ts';
import { defaults } from './defaults.ts';
import { closedObject, commandSchema, optional, pathSchema, tableOf } from './schema-parts.ts';

const measureSchema = closedObject(
  {
    dimension: Type.Enum([...qualityDimensions], { description: 'What the measure is about.' }),
    description: optional.text('What it is a share or a count of, for reports.'),
    unit: Type.Optional(
      Type.Enum(['share', 'count'], {
        default: defaults.quality.unit,
        description: 'A share is a number from 0 to 1.',
      }),
    ),
    better: Type.Optional(
      Type.Enum(['higher', 'lower'], {
        description: 'By default higher for a share and lower for a count.',
      }),
    ),
    sql: optional.text(
      'SQL over the variant’s database that gives one row with one number, or NULL where there is nothing to measure; without it the command or the path tells the figure.',
    ),
  },
  'A figure of the data.',
);

export const qualitySchema = closedObject(
  {
    measures: Type.Optional(tableOf(measureSchema, 'Figures of the data, by name.')),
    command: Type.Optional(commandSchema),
    path: Type.Optional(
      pathSchema('Path of the service that answers the same JSON, instead of the command.'),
    ),
    invariants: Type.Optional(
      tableOf(
        Type.String({ minLength: 1 }),
        'SQL by name that gives the rows which break a rule; any row is wrong data.',
      ),
    ),
  },
  'What the data of each variant are like after the load of a group.',
);

export type QualityConfig = Static<typeof qualitySchema>;
