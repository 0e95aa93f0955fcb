// What a well-formed config must mean, beyond its shape: names that exist, settings that take effect.
import type { LoadstoneConfig } from './config-schema.ts';
import { findExerciseProblems } from './meaning-exercised.ts';
import { findFactorProblems } from './meaning-factors.ts';
import { findFaultProblems } from './meaning-faults.ts';
import { findGateProblems } from './meaning-gates.ts';
import { findPathProblems } from './meaning-paths.ts';
import { findPresetProblems } from './meaning-presets.ts';
import { findRecordProblems } from './meaning-record.ts';
import { findStoreProblems } from './meaning-stores.ts';
import { findTargetProblems } from './meaning-target.ts';
import { findWorkProblems } from './meaning-work.ts';
import { applyPreset } from './preset.ts';
import type { ConfigProblem } from './problem.ts';

interface MeaningCheck {
  /** Top-level keys that the check reads; it is left out where one of them is misshapen. */
  readonly reads: readonly (keyof LoadstoneConfig)[];
  readonly find: (
    config: LoadstoneConfig,
    allowedHosts: ReadonlySet<string>,
  ) => Iterable<ConfigProblem>;
}

const checks: readonly MeaningCheck[] = [
  { reads: ['factors', 'baseline', 'design'], find: findFactorProblems },
  { reads: ['target', 'services', 'factors'], find: findTargetProblems },
  { reads: ['target', 'faults'], find: findPathProblems },
  { reads: ['services'], find: findStoreProblems },
  { reads: ['target', 'services', 'factors'], find: findExerciseProblems },
  { reads: ['scenarios', 'loads', 'slices', 'limits', 'phase'], find: findWorkProblems },
  { reads: ['faults', 'scenarios', 'services', 'target', 'limits'], find: findFaultProblems },
  { reads: ['gates', 'prices', 'scenarios', 'loads'], find: findGateProblems },
];

const recordReads = ['record', 'target', 'services', 'factors', 'scenarios'];

/**
 * Every problem of meaning, of the config and of the config under each of its presets.
 * @param misshapen top-level keys that have problems of shape and can't be read.
 * @param allowedHosts hosts besides this machine that may be loaded.
 */
export function findMeaningProblems(
  config: LoadstoneConfig,
  misshapen: ReadonlySet<string>,
  allowedHosts: ReadonlySet<string> = new Set(),
): readonly ConfigProblem[] {
  const own = [...runChecks(config, misshapen, allowedHosts)];
  // Of the whole config alone: what a preset leaves out may be named all the same.
  if (!recordReads.some((key) => misshapen.has(key))) own.push(...findRecordProblems(config));
  const presetKeys = ['presets', 'factors', 'scenarios', 'slices', 'limits'];
  if (presetKeys.some((key) => misshapen.has(key))) return own;
  for (const [name, preset] of Object.entries(config.presets ?? {})) {
    const named = [...findPresetProblems(config, name, preset)];
    own.push(...named);
    // With a name wrong, what the preset leaves over would give problems that only follow from it.
    if (named.length > 0) continue;
    for (const problem of runChecks(applyPreset(config, preset), misshapen, allowedHosts)) {
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
  misshapen: ReadonlySet<string>,
  allowedHosts: ReadonlySet<string>,
): Generator<ConfigProblem> {
  for (const { reads, find } of checks) {
    if (!reads.some((key) => misshapen.has(key))) yield* find(config, allowedHosts);
  }
}
