// The schema of a line of the history.
import Type from 'typebox';
import { metricNames } from '../../../reports/document/metrics.ts';
import { historyVersion } from '../history-entry.ts';
import { flag, name, orNull, ratio, text, time, words } from './parts.ts';

/** Between a hundred million millionth and as many times as much. */
const logRatio = Type.Number({ minimum: -32, maximum: 32 });

export const historyShape = Type.Object({
  historyVersion: Type.Literal(historyVersion),
  runId: name,
  startedAt: time,
  label: orNull(text),
  fingerprint: text,
  hostname: text,
  gitCommit: orNull(text),
  gitDirty: orNull(flag),
  experiment: text,
  scenario: text,
  loadId: text,
  metric: words(...metricNames),
  higherIsBetter: flag,
  variantId: text,
  variantLabel: text,
  baselineId: text,
  baselineLabel: text,
  logRatio,
  logRatioLower: orNull(logRatio),
  logRatioUpper: orNull(logRatio),
  confidence: ratio,
  groups: Type.Integer({ minimum: 1, maximum: 1_000_000 }),
});
