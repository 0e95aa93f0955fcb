// The schemas of what is kept between runs besides the noise floors: paces, and what the levels were seen to do.
import Type from 'typebox';
import { ExerciseCheck } from '../../../reports/document/exercise.ts';
import { amount, name, time } from '../../../reports/document/parts.ts';

/** Times of a run, each known or not. */
export const paceShape = Type.Object({
  key: name,
  runs: Type.Array(Type.Object({}, { additionalProperties: amount })),
});

/** What the levels of a variant were last seen to do. */
export const exerciseShape = Type.Object({
  key: name,
  runId: name,
  at: time,
  check: ExerciseCheck,
});
