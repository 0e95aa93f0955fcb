// What a well-formed config must mean, beyond its shape: names that exist, settings that take effect.
import { configSchema, type LoadstoneConfig } from './config-schema.ts';
import { findExerciseProblems } from './meaning-exercised.ts';
import { findFactorProblems } from './meaning-factors.ts';
import { findFaultProblems } from './meaning-faults.ts';
import { findGateProblems } from './meaning-gates.ts';
import { findPathProblems } from './meaning-paths.ts';
import { findPresetProblems } from './meaning-presets.ts';
import { findRecordProblems } from './meaning-record.ts';
import { findStoreProblems } from './meaning-stores.ts';
import { findTargetProblems } from './meaning-target.ts';
import {
  findColdProblems,
  findLoadProblems,
  findScenarioProblems,
  findSliceProblems,
} from './meaning-work.ts';
import { applyPreset } from './preset.ts';
import type { ConfigProblem } from './problem.ts';
import type { EntryTable, Reader } from './readable.ts';

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
      'faults.audit',
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
  { reads: ['slices', 'driver', 'phase'], find: findSliceProblems },
  { reads: ['phase', 'loads', 'warmup', 'slices'], find: findColdProblems },
  {
    reads: ['faults', 'services', 'target.url', 'limits'],
    names: ['scenarios'],
    find: findFaultProblems,
  },
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
