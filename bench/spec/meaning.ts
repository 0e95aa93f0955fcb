// What a well-formed config must mean, beyond its shape: names that exist, settings that take effect.

import { findPathFault } from '../reach/request-path.ts';
import { configSchema, type LoadstoneConfig, type PresetConfig } from './config-schema.ts';
import { suggest } from './did-you-mean.ts';
import { findExerciseProblems, findFactorProblems } from './meaning-factors.ts';
import { findFaultProblems } from './meaning-faults.ts';
import { findGateProblems } from './meaning-gates.ts';
import { findPageProblems } from './meaning-pages.ts';
import { findQualityProblems } from './meaning-quality.ts';
import { findStoreProblems } from './meaning-stores.ts';
import { findTargetProblems } from './meaning-target.ts';
import { findTourProblems } from './meaning-tours.ts';
import {
  findColdProblems,
  findGeneratorProblems,
  findLoadProblems,
  findScenarioProblems,
  findSliceProblems,
} from './meaning-work.ts';
import { applyPreset } from './preset.ts';
import { buildMeaningProblem, type ConfigPath, type ConfigProblem } from './problem.ts';
import type { EntryTable, Reader } from './readable.ts';
import { isSecretName } from './secret-name.ts';
import { decodeText, findQueryValues } from './url-parts.ts';

interface MeaningCheck {
  /** Paths that the check reads; it is left out where one of them is misshapen. */
  readonly reads: readonly string[];
  /** Table of which it takes one entry after the other, so that it goes on without the misshapen ones. */
  readonly entries?: EntryTable;
  /** Tables of which it needs no more than the names of the entries. */
  readonly names?: readonly EntryTable[];
  readonly find: (
    config: LoadstoneConfig,
    allowedHosts: ReadonlySet<string>,
  ) => Iterable<ConfigProblem>;
}

/** Keys of the target that stand for themselves: a fault in one of them says nothing of the others. */
const loneKeys = ['cwd', 'readyPath', 'readyTimeoutMs', 'stopTimeoutMs', 'statsPath', 'dataPath'];
const ofTarget = Object.keys(configSchema.properties.target.properties).filter(
  (key) => !loneKeys.includes(key),
);

const checks: readonly MeaningCheck[] = [
  { reads: ['factors', 'baseline', 'design'], find: findFactorProblems },
  {
    reads: [...ofTarget.map((key) => `target.${key}`), 'services', 'factors', 'driver'],
    find: findTargetProblems,
  },
  {
    reads: [
      ...['readyPath', 'statsPath', 'dataPath', 'counter'].map((key) => `target.${key}`),
      ...['faults.audit', 'quality.path'],
    ],
    find: findPathProblems,
  },
  { reads: ['services'], find: findStoreProblems },
  {
    reads: ['target.statsPath', 'target.counter', 'services', 'factors'],
    find: findExerciseProblems,
  },
  { reads: ['driver'], entries: 'scenarios', find: findScenarioProblems },
  { reads: ['loads', 'limits', 'driver'], find: findLoadProblems },
  { reads: ['generators', 'loads', 'driver'], find: findGeneratorProblems },
  { reads: ['slices', 'driver', 'phase'], find: findSliceProblems },
  { reads: ['phase', 'loads', 'warmup', 'slices'], find: findColdProblems },
  {
    reads: ['faults', 'services', 'target.url', 'limits'],
    names: ['scenarios'],
    find: findFaultProblems,
  },
  { reads: ['quality', 'services'], find: findQualityProblems },
  { reads: ['pages', 'loads', 'driver', 'phase'], find: findPageProblems },
  {
    reads: ['prices', 'loads', 'driver', 'phase'],
    entries: 'gates',
    names: ['scenarios'],
    find: findGateProblems,
  },
];

const recordReads = ['record', 'target', 'services', 'factors', 'scenarios'];

/**
 * Every problem of meaning, of the config and of the config under each of its presets.
 * @param reader tells what can be read beside the problems of shape.
 * @param allowedHosts hosts besides this machine that may be loaded.
 */
export function findMeaningProblems(
  config: LoadstoneConfig,
  reader: Reader,
  allowedHosts: ReadonlySet<string> = new Set(),
): readonly ConfigProblem[] {
  const own = [...runChecks(config, reader, allowedHosts)];
  // Of the whole config alone: what a preset leaves out may be named all the same.
  if (recordReads.every((key) => reader.isReadable(key))) own.push(...findRecordProblems(config));
  if (reader.isReadable('tours') && ['presets', 'scenarios'].every(reader.hasNames))
    own.push(...findTourProblems(config));
  const isMerged = reader.isReadable('factors') && reader.hasNames('scenarios');
  if (!isMerged || !reader.hasNames('presets')) return own;
  const { presets = {} } = reader.withoutBroken(config, 'presets');
  for (const [name, preset] of Object.entries(presets)) {
    const named = [...findPresetProblems(config, name, preset)];
    own.push(...named);
    // With a name wrong, what the preset leaves over would give problems that only follow from it.
    if (named.length > 0) continue;
    for (const problem of runChecks(applyPreset(config, preset), reader, allowedHosts)) {
      const [key] = problem.path;
      const isOverridden = typeof key === 'string' && Object.hasOwn(preset, key);
      const path = isOverridden ? ['presets', name, ...problem.path] : problem.path;
      const message = isOverridden ? problem.message : `${problem.message} (under preset ${name})`;
      const isKnown = own.some((known) => known.path.join('\0') === path.join('\0'));
      if (!isKnown) own.push({ ...problem, path, message });
    }
  }
  return own;
}

function* runChecks(
  config: LoadstoneConfig,
  reader: Reader,
  allowedHosts: ReadonlySet<string>,
): Generator<ConfigProblem> {
  for (const { reads, entries, names = [], find } of checks) {
    const tables = entries === undefined ? names : [...names, entries];
    const canRun = reads.every(reader.isReadable) && tables.every(reader.hasNames);
    if (!canRun) continue;
    yield* find(
      entries === undefined ? config : reader.withoutBroken(config, entries),
      allowedHosts,
    );
  }
}

/** The paths that the harness itself asks stay at the service that they are asked of. */
function* findPathProblems({ target, faults, quality }: LoadstoneConfig): Generator<ConfigProblem> {
  const paths: readonly (readonly [ConfigPath, string | undefined])[] = [
    [['target', 'readyPath'], target.readyPath],
    [['target', 'statsPath'], target.statsPath],
    [['target', 'dataPath'], target.dataPath],
    [['target', 'counter', 'path'], target.counter?.path],
    [['faults', 'audit', 'path'], faults?.audit?.path],
    [['quality', 'path'], quality?.path],
  ];
  for (const [at, path] of paths) {
    const fault = path === undefined ? undefined : findPathFault(path);
    if (fault !== undefined) yield buildMeaningProblem(at, fault);
  }
}

/** A preset names levels and scenarios that there are. */
function* findPresetProblems(
  { factors = {}, scenarios }: LoadstoneConfig,
  presetName: string,
  preset: PresetConfig,
): Generator<ConfigProblem> {
  const at = ['presets', presetName];
  for (const [index, name] of (preset.scenarios ?? []).entries()) {
    if (Object.hasOwn(scenarios, name)) continue;
    const message = `"${name}" is no scenario; ${suggest(name, Object.keys(scenarios))}`;
    yield buildMeaningProblem([...at, 'scenarios', index], message);
  }
  for (const [factorName, kept] of Object.entries(preset.levels ?? {})) {
    const path = [...at, 'levels', factorName];
    const levels = Object.hasOwn(factors, factorName) ? factors[factorName]?.levels : undefined;
    if (levels === undefined) {
      const message = `is no factor; ${suggest(factorName, Object.keys(factors))}`;
      yield buildMeaningProblem(path, message);
      continue;
    }
    for (const [index, name] of kept.entries()) {
      if (Object.hasOwn(levels, name)) continue;
      const message = `"${name}" is no level of ${factorName}; ${suggest(name, Object.keys(levels))}`;
      yield buildMeaningProblem([...path, index], message);
    }
  }
}

/** Names under `record` occur in the config, and none of them is that of a secret. */
function* findRecordProblems({
  record = [],
  ...config
}: LoadstoneConfig): Generator<ConfigProblem> {
  const known = [...new Set(listNames(config))];
  const lower = new Set(known.map((name) => name.toLowerCase()));
  for (const [index, name] of record.entries()) {
    const path = ['record', index];
    if (isSecretName(name)) {
      const message = `names a secret (${name}), whose value is never recorded: its hash is, so that runs can be compared`;
      yield buildMeaningProblem(path, message);
    } else if (!lower.has(name.toLowerCase())) {
      const message = `${name} is no variable, header or query parameter of this config; ${suggest(name, known)}`;
      yield buildMeaningProblem(path, message);
    }
  }
}

/** Tables of names and values that services and requests are given. */
const tables = new Set(['env', 'headers', 'settings']);

function* listNames(value: unknown): Generator<string> {
  if (typeof value === 'string') {
    for (const { name } of findQueryValues(value)) yield decodeText(name);
  } else if (Array.isArray(value)) {
    for (const item of value) yield* listNames(item);
  } else if (typeof value === 'object' && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (tables.has(key) && typeof item === 'object' && item !== null) yield* Object.keys(item);
      yield* listNames(item);
    }
  }
}
