// The schema of run.json, with the plan, the environment and the noise floor that stand in it.
import Type from 'typebox';
import { MetricName } from '../../../reports/document/metrics.ts';
import {
  amount,
  count,
  flag,
  index,
  name,
  names,
  number,
  optional,
  ratio,
  text,
  texts,
  time,
  timeMs,
  words,
} from '../../../reports/document/parts.ts';
import { Environment } from '../../../reports/document/result.ts';
import { driverNames } from '../../drivers/registry.ts';
import { manifestVersion } from '../manifest.ts';
import { experimentShape, levels } from './experiment-shape.ts';

const block = Type.Object({
  scenario: name,
  loadId: name,
  warmupOrder: names,
  sliceOrder: names,
  orderSeed: number,
  sourceSeed: number,
});

const plan = Type.Object({
  variants: Type.Array(Type.Object({ id: name, label: text, levels, isBaseline: flag }), {
    minItems: 1,
  }),
  groups: Type.Array(
    Type.Object({
      index,
      launchOrder: names,
      cycle: optional(
        Type.Object({ swapsCpus: flag, restartsDatabase: flag, rebuildsTemplates: flag }),
      ),
      blocks: Type.Array(block),
    }),
  ),
  seed: number,
  looks: optional(
    Type.Object({
      kind: words('fixed', 'group-sequential', 'anytime'),
      groups: Type.Array(index),
    }),
  ),
  epochs: optional(index),
});

const selection = Type.Object({
  preset: optional(text),
  variants: texts,
  scenarios: texts,
  groups: optional(index),
  seed: optional(number),
  budgetMs: optional(amount),
  isFitted: optional(flag),
  driver: optional(words(...driverNames)),
  allowTargets: optional(texts),
  isAnytime: optional(flag),
  epochs: optional(Type.Object({ count: index, everyMs: timeMs })),
  sliceMs: optional(timeMs),
  percentilesBy: optional(Type.Literal('groups')),
  faults: optional(texts),
  against: optional(text),
});

/** What an A/A calibration said of a machine. */
export const noiseFloorShape = Type.Object({
  fingerprint: text,
  measuredAt: time,
  runId: text,
  entries: Type.Array(
    Type.Object({
      scenario: name,
      loadId: name,
      metric: MetricName,
      sdLog: amount,
      groups: count,
    }),
  ),
});

export const manifestShape = Type.Object({
  manifestVersion: Type.Literal(manifestVersion),
  id: name,
  startedAt: time,
  command: optional(words('run', 'gate', 'noise', 'faults', 'sweep')),
  reproduceCommand: text,
  hadLivePage: optional(flag),
  selection,
  sweep: optional(
    Type.Object({
      sliceMs: timeMs,
      sloLatencyP99Us: optional(amount),
      sloSuccessRatio: ratio,
      arrivals: words('poisson', 'uniform'),
    }),
  ),
  faultsAlone: optional(Type.Literal(true)),
  experiment: experimentShape,
  plan,
  planHash: text,
  experimentHash: text,
  hashKeyId: optional(text),
  environment: optional(Environment),
  noise: optional(noiseFloorShape),
});
