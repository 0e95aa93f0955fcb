// The schema of `design`: which combinations of levels are compared.
import Type from 'typebox';
import { defaults } from './defaults.ts';
import { closedObject, levelChoiceSchema, tableOf } from './schema-parts.ts';

const fractionSchema = closedObject(
  {
    resolution: Type.Optional(
      Type.Integer({
        minimum: 4,
        maximum: 5,
        default: defaults.fractionResolution,
        description:
          'Main effects are mixed with no two-factor interactions (4), nor these with each other (5).',
      }),
    ),
  },
  'A regular fraction of all combinations of factors with two levels.',
);

export const designSchema = Type.Union(
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
