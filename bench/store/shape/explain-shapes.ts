// The schemas of explain.json and profile.json.
import Type from 'typebox';
import { explainSchemaVersion } from '../../../reports/document/explain.ts';
import { profileSchemaVersion } from '../../../reports/document/profile.ts';
import { amount, count, flag, name, number, orNull, text, texts, time } from './parts.ts';

const plan = Type.Object({
  shape: text,
  isMeasured: flag,
  samples: count,
  executionUs: orNull(amount),
  rowsRead: amount,
  rowsReturned: amount,
  buffers: orNull(amount),
  dominantStep: text,
  dominantRatio: number,
});

const statement = Type.Object({
  text,
  calls: amount,
  totalUs: amount,
  timeRatio: number,
  rows: amount,
  buffers: amount,
  plan: orNull(plan),
  sentence: orNull(text),
});

const cell = Type.Object({
  variantId: name,
  succeeded: count,
  database: orNull(
    Type.Object({
      calls: amount,
      callsPerAnswer: orNull(amount),
      totalUs: amount,
      busySessions: amount,
      bufferHitRatio: orNull(number),
      statements: Type.Array(statement),
    }),
  ),
  cacheHitRatio: orNull(number),
  eventLoopUtilisationRatio: orNull(number),
  eventLoopDelayP99Us: orNull(amount),
  gcRatio: orNull(number),
  poolWaitP99Us: orNull(amount),
});

export const explainShape = Type.Object({
  schemaVersion: Type.Literal(explainSchemaVersion),
  kind: Type.Literal('explanation'),
  runId: name,
  explainedAt: time,
  loadMs: amount,
  variants: Type.Array(Type.Object({ id: name, label: text, isBaseline: flag })),
  scenarios: Type.Array(Type.Object({ scenario: name, cells: Type.Array(cell) })),
  notes: texts,
});

const functionKeys = { name: text, place: text, busyRatio: number };

export const profileShape = Type.Object({
  schemaVersion: Type.Literal(profileSchemaVersion),
  kind: Type.Literal('profile'),
  runId: name,
  profiledAt: time,
  scenario: text,
  loadMs: amount,
  variants: Type.Array(
    Type.Object({
      id: name,
      label: text,
      succeeded: count,
      processes: count,
      busyUs: amount,
      busyRatio: number,
      functions: Type.Array(Type.Object(functionKeys)),
      files: texts,
    }),
    { minItems: 1 },
  ),
  differences: Type.Array(Type.Object({ ...functionKeys, otherBusyRatio: number })),
});
