// Schema of tours: claims, each with the run that tests it, one after the other within a time.
import Type, { type Static } from 'typebox';
import { defaults } from './defaults.ts';
import { closedObject, nameSchema, optional } from './schema-parts.ts';

const { tours } = defaults;

/** What users write for the report, in the languages of the reports. */
const ownTextSchema = (description: string) =>
  Type.Union(
    [
      Type.String({ minLength: 1 }),
      closedObject(
        {
          en: Type.String({ minLength: 1, description: 'In English.' }),
          zh: optional.text('In Chinese; by default the English one stands in both languages.'),
        },
        'A text in each language.',
      ),
    ],
    { description },
  );

const optionalText = (description: string) => Type.Optional(ownTextSchema(description));

/** What is measured for a chapter; a quick tour may measure less of it. */
const measuredProperties = {
  preset: optional.text('Preset of its config; by default the config as it is.'),
  scenarios: Type.Optional(
    Type.Array(nameSchema, {
      minItems: 1,
      description: 'Only these scenarios; of faults the one that is played.',
    }),
  ),
  variants: optional.patterns('Only variants that fit one of these, as --variant takes them.'),
  faults: optional.patterns('Faults or patterns, as --fault takes them; of faults only.'),
  groups: optional.integer('Most groups; by default those of the preset.', {
    minimum: 1,
    maximum: 1000,
  }),
  leastGroups: optional.integer('With fewer groups than this it is left out.', {
    minimum: 1,
    maximum: 1000,
    default: tours.leastGroups,
  }),
};

const chapterSchema = closedObject(
  {
    id: nameSchema,
    title: ownTextSchema('A word or two, for the contents.'),
    claim: ownTextSchema('What is claimed, one sentence.'),
    source: optionalText('Where it is claimed.'),
    command: Type.Optional(
      Type.Enum(['run', 'faults'], {
        default: tours.command,
        description: 'run compares under load; faults breaks one thing at a time.',
      }),
    ),
    config: optional.text('Config file, relative to this one; by default this one.'),
    ...measuredProperties,
    priority: optional.integer(
      'Where the time does not hold all, chapters with the highest number are left out first.',
      { minimum: 1, maximum: 9, default: tours.priority },
    ),
    quick: Type.Optional(
      closedObject(measuredProperties, 'What a quick tour takes instead, key by key.'),
    ),
    notMeasured: optionalText('Why it is not measured; then nothing is run for it.'),
  },
  'A claim, and the run that tests it.',
);

export const tourSchema = closedObject(
  {
    title: ownTextSchema('Title of the report.'),
    description: optionalText('What the tour is about.'),
    data: optionalText('What is in the databases, for the report.'),
    budgetMs: optional.milliseconds(1_000, tours.budgetMs, 'Time of the whole tour.'),
    quickBudgetMs: optional.milliseconds(1_000, tours.quickBudgetMs, 'The same with --quick.'),
    chapters: Type.Array(chapterSchema, {
      minItems: 1,
      description: 'In the order in which they are run and read.',
    }),
  },
  'Claims that are tested one after the other, with one report.',
);

export type TourConfig = Static<typeof tourSchema>;
export type ChapterConfig = TourConfig['chapters'][number];
export type OwnTextConfig = TourConfig['title'];
