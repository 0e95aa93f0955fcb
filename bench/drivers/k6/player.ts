// What k6 is given to play a scenario, and how what it writes is read: ours, or a script of the user's own.
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import {
  type K6ScriptSettings,
  type K6Settings,
  type PlainRequest,
  seedStride,
} from '../../../scenarios/k6/protocol.ts';
import { createRandom, type Random } from '../../../scenarios/random.ts';
import type { InlineRequest, ScenarioRef, SessionOptions, SliceOrder } from '../driver.ts';
import { buildSliceOptions, type NamedTarget } from './options.ts';
import { type K6Point, ownMetricStarts, parseK6Line } from './points.ts';
import type { ScriptFunction } from './script-function.ts';
import { createScriptReader, scriptMetricStarts, scriptSystemTags } from './script-points.ts';

export interface Player {
  /** What k6 runs. */
  readonly entryPath: string;
  /** What the names of the metrics begin with that are read. */
  readonly metricStarts: readonly string[];
  /** A script of the user's own. */
  readonly isScript: boolean;
  /** Makes a reader of the lines of one slice. */
  createReader(): (line: string) => readonly K6Point[];
}

/** Gives the settings of one variant's slices, one after another. */
export type SettingsSource = (order: SliceOrder) => K6Settings | K6ScriptSettings;

const scenarioPlayer: Player = {
  entryPath: fileURLToPath(new URL('../../../scenarios/k6/entry.ts', import.meta.url)),
  metricStarts: ownMetricStarts,
  isScript: false,
  createReader: () => (line) => {
    const point = parseK6Line(line);
    return point === undefined ? [] : [point];
  },
};

const scriptPlayer: Player = {
  entryPath: fileURLToPath(new URL('../../../scenarios/k6/script-entry.ts', import.meta.url)),
  metricStarts: scriptMetricStarts,
  isScript: true,
  createReader: createScriptReader,
};

export function choosePlayer(scenario: ScenarioRef): Player {
  return scenario.kind === 'k6-script' ? scriptPlayer : scenarioPlayer;
}

/**
 * Makes the settings of a variant's slices; every variant is given the same seeds.
 * @param dataPath file with the session's data, as `renderDataModule` makes it
 * @param played the function of a script of the user's own
 */
export function createSettingsSource(
  session: SessionOptions,
  { baseUrl, reach }: NamedTarget,
  dataPath: string,
  played: ScriptFunction | undefined,
): SettingsSource {
  const { scenario, requestTimeoutMs, bodyCheckRatio } = session;
  const seeds = createRandom(session.seed);
  return (order) => {
    const { load, durationMs } = order;
    const options = { ...buildSliceOptions({ load, durationMs, requestTimeoutMs }), ...reach };
    if (scenario.kind === 'k6-script') {
      const { exec = 'default', env = {}, tags = {} } = played ?? {};
      return {
        ...{ scriptPath: resolve(scenario.path), exec },
        // Its answers are its own business: it may need the bodies, and redirects.
        options: {
          scenarios: { slice: { ...options.scenarios.slice, env, tags } },
          ...reach,
          systemTags: scriptSystemTags,
        },
      };
    }
    return {
      baseUrl,
      scenario:
        scenario.kind === 'module'
          ? { kind: 'module', path: resolve(scenario.path) }
          : {
              kind: 'inline',
              name: scenario.name,
              requests: scenario.requests.map(toPlainRequest),
            },
      dataPath,
      seed: drawSliceSeed(seeds),
      ...(session.part !== undefined && { part: session.part }),
      requestTimeoutMs,
      ...(session.acceptEncoding !== undefined && { acceptEncoding: session.acceptEncoding }),
      bodyCheckRatio,
      backsOff: load.kind === 'closed',
      options,
    };
  };
}

/**
 * The data as a module, which k6 compiles once for all users: each of them has it in 2 ms, where
 * parsing 100,000 numbers of JSON takes each of them 140 ms.
 */
export function renderDataModule(data: unknown): string {
  // In a literal this key, written plainly, would set the prototype.
  const literal = JSON.stringify(data ?? null).replaceAll('"__proto__":', '["__proto__"]:');
  return `module.exports = { data: ${literal} };\n`;
}

/** JSON has no undefined: what is not there is left out. */
function toPlainRequest({ body, bodyIncludes, ...request }: InlineRequest): PlainRequest {
  return {
    ...request,
    ...(body === undefined ? {} : { body }),
    ...(bodyIncludes === undefined ? {} : { bodyIncludes }),
  };
}

/** 41 random bits, so that no slice repeats the keys of another, with room for the users' numbers. */
function drawSliceSeed(random: Random): number {
  return (random.nextInt(2 ** 32) * 2 ** 9 + random.nextInt(2 ** 9)) * seedStride;
}
