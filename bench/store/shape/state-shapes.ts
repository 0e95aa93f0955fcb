// The schemas of what is kept between runs besides the noise floors: paces, and what the levels were seen to do.
import Type from 'typebox';
import {
  amount,
  name,
  number,
  optional,
  orNull,
  text,
  texts,
  time,
  words,
} from '../../../reports/document/parts.ts';
import { Phrase } from '../../../reports/document/phrase.ts';

/** Times of a run, each known or not. */
export const paceShape = Type.Object({
  key: name,
  runs: Type.Array(Type.Object({}, { additionalProperties: amount })),
});

const statuses = words('exercised', 'beside-the-point', 'not-exercised', 'unknown');

export const exerciseShape = Type.Object({
  key: name,
  runId: name,
  at: time,
  check: Type.Object({
    scenario: name,
    loadId: name,
    variantId: name,
    factor: name,
    level: text,
    baselineLevel: text,
    status: statuses,
    signs: Type.Array(
      Type.Object({
        level: text,
        origin: words('declared', 'inferred'),
        kind: words('counter', 'metric', 'indexes'),
        names: texts,
        status: statuses,
        figure: orNull(number),
        unit: words('per-request', 'share'),
        limit: number,
        detail: text,
        detailSaid: optional(Phrase),
      }),
    ),
  }),
});
