// Pieces of the config's schema that come up in several places.
import Type, {
  type TNumberOptions,
  type TProperties,
  type TSchema,
  type TSchemaOptions,
  type TStringOptions,
} from 'typebox';
import { metricsFor } from '../../reports/document/metrics.ts';
import { defaults } from './defaults.ts';
import { textForms } from './text-forms.ts';

/** An object that knows its keys and refuses all others. */
export function closedObject<Properties extends TProperties>(
  properties: Properties,
  description: string,
) {
  return Type.Object(properties, { additionalProperties: false, description });
}

/** A table from names to entries; names must be free of what `--variant a=b,c=*` uses. */
export function tableOf<Entry extends TSchema>(entry: Entry, description: string, least = 0) {
  return Type.Record(nameSchema, entry, {
    additionalProperties: false,
    description,
    ...(least > 0 ? { minProperties: least } : {}),
  });
}

export const nameSchema = Type.String({
  pattern: textForms.name.pattern,
  description: 'A name: 1 to 60 characters without blanks and without , = * | / \\',
});

export const environmentSchema = Type.Record(
  Type.String({ pattern: textForms.variable.pattern }),
  Type.Union([Type.String(), Type.Number(), Type.Boolean()]),
  { additionalProperties: false, description: 'Environment variables by name.' },
);

export const environmentNameSchema = (fallback: string | undefined, description: string) =>
  Type.String({
    pattern: textForms.variable.pattern,
    description,
    ...(fallback === undefined ? {} : { default: fallback }),
  });

export const commandSchema = Type.Union(
  [Type.String({ minLength: 1 }), Type.Array(Type.String(), { minItems: 1 })],
  { description: 'Program and arguments: a list, or a text that is split at blanks. No shell.' },
);

export const pathSchema = (description: string, fallback?: string) =>
  Type.String({
    pattern: textForms.path.pattern,
    description,
    ...(fallback === undefined ? {} : { default: fallback }),
  });

export const headersSchema = (description: string) =>
  Type.Record(
    Type.String({ pattern: textForms.headerName.pattern }),
    Type.String({ pattern: textForms.line.pattern }),
    { additionalProperties: false, description },
  );

/** Codings with or without weights (RFC 9110, 12.5.3). */
export const acceptEncodingSchema = (description: string) =>
  Type.String({ pattern: textForms.encodings.pattern, description });

/** Keys that may be left out, each with what it is; a text has a letter at least. */
export const optional = {
  number: (description: string, options: TNumberOptions) =>
    Type.Optional(Type.Number({ ...options, description })),
  integer: (description: string, options: TNumberOptions) =>
    Type.Optional(Type.Integer({ ...options, description })),
  flag: (description: string, options: TSchemaOptions = {}) =>
    Type.Optional(Type.Boolean({ ...options, description })),
  text: (description: string, options: TSchemaOptions = {}) =>
    Type.Optional(Type.String({ minLength: 1, ...options, description })),
  anyText: (description: string, options: TStringOptions = {}) =>
    Type.Optional(Type.String({ ...options, description })),
  patterns: (description: string) =>
    Type.Optional(Type.Array(Type.String({ minLength: 1 }), { minItems: 1, description })),
  milliseconds: (minimum: number, fallback: number, description: string) =>
    Type.Optional(millisecondsSchema(minimum, fallback, description)),
  /** A share from 0 to 1. */
  ratio: (fallback: number, description: string) =>
    Type.Optional(Type.Number({ minimum: 0, maximum: 1, default: fallback, description })),
};

/** A whole number of ms, from `minimum` to one day. */
export const millisecondsSchema = (minimum: number, fallback: number, description: string) =>
  Type.Integer({ minimum, maximum: 86_400_000, default: fallback, description });

export const prepareSchema = closedObject(
  {
    command: commandSchema,
    env: Type.Optional(environmentSchema),
    inputs: Type.Optional(
      Type.Array(Type.String({ minLength: 1 }), {
        default: [],
        description:
          'Globs, relative to target.cwd, of files that decide what the command does; a change prepares anew.',
      }),
    ),
  },
  'A command that fills or changes a database; it is told its URL and must exit with 0.',
);

export const levelChoiceSchema = tableOf(nameSchema, 'A level for each factor.');

export const primaryMetricSchema = Type.Enum([...metricsFor.primary], {
  default: defaults.primaryMetric,
  description:
    'The metric that decides the verdict. Those of pages decide where pages are visited; under other loads the usual one does.',
});
