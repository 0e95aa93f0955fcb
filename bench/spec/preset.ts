// Laying a preset over a config.
import { LoadstoneError } from '../errors.ts';
import type { LoadstoneConfig, PresetConfig } from './config-schema.ts';
import { suggest } from './did-you-mean.ts';

/**
 * The preset of that name.
 * @throws LoadstoneError SELECTION_UNKNOWN
 */
export function findPreset(config: LoadstoneConfig, name: string): PresetConfig {
  const presets = config.presets ?? {};
  const preset = Object.hasOwn(presets, name) ? presets[name] : undefined;
  if (preset !== undefined) return preset;
  const known = Object.keys(presets);
  throw new LoadstoneError(
    'SELECTION_UNKNOWN',
    known.length === 0
      ? `This config defines no presets, so there is no "${name}".`
      : `There is no preset "${name}"; ${suggest(name, known)}`,
    { hint: 'Presets stand under `presets` in the config; leave --preset out to run all of it.' },
  );
}

/**
 * The config with the preset's keys instead of its own: `slices`, `warmup`, `limits` and `faults` are merged key by key,
 * `levels` and `scenarios` keep what they name, everything else is replaced whole. A preset that measures cold leaves out
 * the warm-up of a config that measures warm, and one with no open load the pages that the config visits under one.
 */
export function applyPreset(given: LoadstoneConfig, preset: PresetConfig): LoadstoneConfig {
  const { levels, scenarios, ...overrides } = preset;
  const warm = preset.phase === 'cold' && given.phase !== 'cold' ? withoutWarmup(given) : given;
  const config = leavesNoOpenLoad(preset) ? withoutPages(warm) : warm;
  return {
    ...config,
    ...overrides,
    slices: { ...config.slices, ...preset.slices },
    ...((config.warmup ?? preset.warmup) && { warmup: { ...config.warmup, ...preset.warmup } }),
    limits: { ...config.limits, ...preset.limits },
    ...(preset.faults && { faults: { ...config.faults, ...preset.faults } }),
    factors: keepLevels(config.factors ?? {}, levels ?? {}),
    scenarios: keepScenarios(config.scenarios, scenarios),
  };
}

/** Pages of the preset itself stay, and are refused as anywhere. */
const leavesNoOpenLoad = ({ loads, pages }: PresetConfig): boolean =>
  pages === undefined && loads !== undefined && loads.every(({ kind }) => kind !== 'open');

function withoutPages({ pages: _, ...rest }: LoadstoneConfig): LoadstoneConfig {
  return rest;
}

function withoutWarmup(config: LoadstoneConfig): LoadstoneConfig {
  const { warmup: _, slices, ...rest } = config;
  if (slices === undefined) return rest;
  const { warmupMs: _warmup, dropFirstMs: _drop, ...kept } = slices;
  return { ...rest, slices: kept };
}

type Factors = NonNullable<LoadstoneConfig['factors']>;

function keepLevels(factors: Factors, kept: Readonly<Record<string, readonly string[]>>): Factors {
  return Object.fromEntries(
    Object.entries(factors).map(([name, factor]) => {
      const names = Object.hasOwn(kept, name) ? kept[name] : undefined;
      return [name, names === undefined ? factor : { levels: pick(factor.levels, names) }];
    }),
  );
}

/** A preset says what is compared; what only faults play stays. */
function keepScenarios(
  scenarios: LoadstoneConfig['scenarios'],
  names: readonly string[] | undefined,
): LoadstoneConfig['scenarios'] {
  if (names === undefined) return scenarios;
  const forFaults = Object.keys(scenarios).filter((name) => scenarios[name]?.faultsOnly === true);
  return pick(scenarios, [...names, ...forFaults]);
}

/** The named entries in the order of the table, so that the order of names means nothing. */
function pick<Entry>(
  table: Readonly<Record<string, Entry>>,
  names: readonly string[],
): Record<string, Entry> {
  return Object.fromEntries(Object.entries(table).filter(([name]) => names.includes(name)));
}
