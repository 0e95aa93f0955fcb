// The schema of run.json, with the plan, the environment and the noise floor that stand in it.
import Type from 'typebox';
import { metricNames } from '../../../reports/document/metrics.ts';
import { manifestVersion } from '../manifest.ts';
import { experimentShape, levels } from './experiment-shape.ts';
import {
  amount,
  count,
  flag,
  index,
  name,
  names,
  number,
  optional,
  orNull,
  ratio,
  text,
  texts,
  textsByName,
  time,
  timeMs,
  words,
} from './parts.ts';

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
  driver: optional(words('autocannon', 'open', 'k6')),
  allowTargets: optional(texts),
  isAnytime: optional(flag),
  epochs: optional(Type.Object({ count: index, everyMs: timeMs })),
  sliceMs: optional(timeMs),
  percentilesBy: optional(Type.Literal('groups')),
  faults: optional(texts),
  against: optional(text),
});

const environment = Type.Object({
  fingerprint: text,
  hostname: text,
  os: text,
  kernel: text,
  cpuModel: text,
  cpuCount: count,
  memoryBytes: count,
  nodeVersion: text,
  loadstoneVersion: text,
  gitCommit: orNull(text),
  gitDirty: orNull(flag),
  services: textsByName,
  driver: Type.Object({ name: text, version: text, cannotMeasure: texts }),
  placement: textsByName,
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
      metric: words(...metricNames),
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
  environment: optional(environment),
  noise: optional(noiseFloorShape),
});
