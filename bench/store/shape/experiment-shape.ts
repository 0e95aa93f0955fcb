// The schema of a resolved experiment, as a manifest holds it.
import Type from 'typebox';
import {
  gateMetricNames,
  latencyPercentiles,
  metricsFor,
} from '../../../reports/document/metrics.ts';
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
  textsByName,
  timeMs,
  words,
} from '../../../reports/document/parts.ts';
import { driverNames } from '../../drivers/registry.ts';
import { resolvedFaults } from './fault-shapes.ts';
import { closedLoad, openLoad, shareLoad } from './record-shapes.ts';

const exerciseRule = Type.Union([
  Type.Object({
    kind: Type.Literal('counter'),
    counters: names,
    atLeastPerRequest: number,
    atLeastMoving: number,
  }),
  Type.Object({
    kind: Type.Literal('metric'),
    metric: name,
    labels: textsByName,
    atLeastPerRequest: number,
  }),
  Type.Object({
    kind: Type.Literal('indexes'),
    patterns: optional(texts),
    atLeastRatio: number,
  }),
]);

const prepareStep = Type.Object({ command: texts, env: textsByName, inputs: texts });

const level = Type.Object({
  name,
  env: textsByName,
  args: texts,
  needs: Type.Array(words('postgres', 'redis')),
  url: optional(text),
  cwd: optional(text),
  ref: optional(text),
  moreUrls: optional(texts),
  counterUrl: optional(text),
  prepare: optional(prepareStep),
  exercised: optional(Type.Array(exerciseRule)),
  cpus: optional(count),
});

const tls = Type.Object({ caPath: optional(text), rejectUnauthorized: optional(flag) });

const target = Type.Object({
  command: optional(texts),
  cwd: text,
  env: textsByName,
  portEnv: text,
  dataFolderEnv: optional(text),
  url: optional(text),
  moreUrls: optional(texts),
  scheme: optional(words('http', 'https')),
  tls: optional(tls),
  counter: optional(
    Type.Object({
      path: text,
      metric: optional(text),
      labels: textsByName,
      url: optional(text),
      countsOwnRequests: flag,
    }),
  ),
  acceptEncoding: optional(text),
  readyPath: text,
  readyTimeoutMs: timeMs,
  statsPath: optional(text),
  headers: optional(textsByName),
  dataPath: optional(text),
  stopTimeoutMs: timeMs,
  install: optional(texts),
});

const inlineRequest = Type.Object({
  route: name,
  method: words('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'),
  path: text,
  headers: textsByName,
  body: optional(text),
  weight: number,
  expectedStatuses: Type.Array(count),
  bodyIncludes: optional(text),
});

const scenarioRef = Type.Union([
  Type.Object({ kind: Type.Literal('module'), name, path: text }),
  Type.Object({ kind: Type.Literal('inline'), name, requests: Type.Array(inlineRequest) }),
  Type.Object({ kind: Type.Literal('k6-script'), name, path: text, exec: optional(text) }),
]);

const scenario = Type.Object({
  name,
  description: text,
  ref: scenarioRef,
  faultsOnly: optional(Type.Literal(true)),
  writes: flag,
  primaryMetric: words(...metricsFor.primary),
});

const gate = Type.Object({
  name,
  metric: words(...gateMetricNames),
  rule: Type.Union([
    Type.Object({ kind: Type.Literal('relative'), toleranceRatio: number }),
    Type.Object({
      kind: Type.Literal('absolute'),
      limitKind: words('at-most', 'at-least'),
      limit: number,
      badLaunchesRatio: optional(number),
    }),
  ]),
  scenarios: names,
  loadKinds: Type.Array(words('closed', 'open')),
  variants: names,
  configLine: optional(count),
});

/** Levels by factor. */
export const levels = textsByName;

const cpus = optional(Type.Array(count));

const limits = Type.Object({
  foreignCpuRatio: number,
  generatorCpuRatio: number,
  latenessRatio: number,
  generatorWaitRatio: optional(number),
  voidGroupsRatio: number,
  clockJumpMs: number,
  cpuPressureRatio: number,
  rateDeviationRatio: number,
  eventLoopDelayRatio: number,
  maxRateRps: number,
  maxConnections: number,
  maxRunMs: number,
});

export const experimentShape = Type.Object({
  name: text,
  description: text,
  configPath: text,
  factors: Type.Array(Type.Object({ name, levels: Type.Array(level) })),
  baseline: levels,
  record: optional(texts),
  design: Type.Union([
    Type.Object({ kind: Type.Literal('full') }),
    Type.Object({ kind: Type.Literal('one-at-a-time') }),
    Type.Object({ kind: Type.Literal('fraction'), resolution: index }),
    Type.Object({
      kind: Type.Literal('named'),
      variants: Type.Array(Type.Object({ name, levels })),
    }),
  ]),
  target,
  postgres: optional(
    Type.Object({
      url: optional(text),
      urlEnv: text,
      prepare: optional(prepareStep),
      settings: textsByName,
    }),
  ),
  redis: optional(Type.Object({ url: optional(text), urlEnv: text })),
  scenarios: Type.Array(scenario),
  loads: Type.Array(
    Type.Object({
      id: name,
      load: Type.Union([closedLoad, openLoad, shareLoad]),
      judgedPercentile: optional(Type.Enum(latencyPercentiles.map(({ percentile }) => percentile))),
    }),
  ),
  driver: words(...driverNames),
  groups: index,
  seed: number,
  slices: Type.Object({
    slicesPerGroup: index,
    sliceMs: Type.Union([timeMs, Type.Literal('auto')]),
    loadMs: timeMs,
    dropFirstMs: timeMs,
    warmupMs: optional(timeMs),
  }),
  warmup: optional(Type.Object({ requests: count, untilSteady: flag, maxMs: timeMs })),
  phase: optional(words('cold', 'warm')),
  toleranceRatio: Type.Number({ minimum: 0, maximum: 1 }),
  requestTimeoutMs: timeMs,
  bodyCheckRatio: ratio,
  percentilesBy: optional(Type.Literal('groups')),
  parity: optional(Type.Object({ requests: count, ignore: texts, values: flag })),
  placement: Type.Union([
    Type.Object({ service: cpus, generator: cpus, database: cpus, cache: cpus }),
    Type.Literal('auto'),
    Type.Literal('none'),
  ]),
  cycles: optional(
    Type.Object({ swapCpus: flag, restartEveryGroups: count, rebuildEveryGroups: count }),
  ),
  limits,
  gates: optional(Type.Array(gate)),
  prices: optional(Type.Object({ currency: text, perCpuHour: amount, perGibHour: amount })),
  faults: optional(resolvedFaults),
  allowedHosts: optional(texts),
});
