// Resolves how the experiment is run: design, loads, slices, limits, placement.
import { type DriverName, describeDriver } from '../drivers/registry.ts';
import type { LoadstoneConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import type {
  Design,
  Experiment,
  NamedVariant,
  Phase,
  Placement,
  ResolvedCycles,
  ResolvedLimits,
  SliceSettings,
  WarmupSettings,
} from './experiment.ts';
import { buildLoadId, resolveLoad } from './resolve-load.ts';

export function resolveLoads(config: LoadstoneConfig): Experiment['loads'] {
  return (config.loads ?? usualLoads(config.driver ?? defaults.driver, config.phase)).map(
    (given) => {
      const load = resolveLoad(given);
      return { id: buildLoadId(load), load };
    },
  );
}

/**
 * Throughput by saturation and latency at half of what the baseline can carry, unless the driver has no
 * open load or connects anew for each slice, which a share of the capacity would have to include. Cold
 * processes have one load: the second would find them warm.
 */
export function usualLoads(
  driver: DriverName,
  phase: Phase = defaults.phase,
): NonNullable<LoadstoneConfig['loads']> {
  const { loads, microSlices } = describeDriver(driver);
  return loads.includes('open') && microSlices && phase === 'warm'
    ? [{ kind: 'closed' }, { kind: 'open' }]
    : [{ kind: 'closed' }];
}

/** Named variants are filled up from the baseline. */
export function resolveDesign({ design, baseline = {} }: LoadstoneConfig): Design {
  const given = design ?? defaults.design;
  if (given === 'fraction') return { kind: 'fraction', resolution: defaults.fractionResolution };
  if (typeof given === 'string') return { kind: given };
  if (given.fraction !== undefined) {
    const { resolution = defaults.fractionResolution } = given.fraction;
    return { kind: 'fraction', resolution };
  }
  const variants = Object.entries(given.variants ?? {}).map(
    ([name, levels]): NamedVariant => ({ name, levels: { ...baseline, ...levels } }),
  );
  return { kind: 'named', variants };
}

export function resolvePlacement({ placement }: LoadstoneConfig): Placement | 'auto' | 'none' {
  if (placement === undefined || typeof placement === 'string') {
    return placement ?? defaults.placement;
  }
  const { service, generator, database, cache } = placement;
  return { service, generator, database, cache };
}

/** Undefined where the config says nothing of them. */
export function resolveCycles({ cycles }: LoadstoneConfig): ResolvedCycles | undefined {
  return cycles === undefined ? undefined : { ...defaults.cycles, ...cycles };
}

/** Of cold processes nothing is dropped, and there are slices enough to see when they are warm. */
export function resolveSlices({ slices, driver, phase }: LoadstoneConfig): SliceSettings {
  const { sliceMs: given, warmupMs: _old, ...numbers } = slices ?? {};
  const { sliceMs: _, ...warm } = defaults.slices;
  const sliceMs = given ?? usualSliceMs(driver ?? defaults.driver);
  const cold = {
    ...{ ...warm, dropFirstMs: 0 },
    ...(sliceMs !== 'auto' && { slicesPerGroup: defaults.coldSlicesPerGroup }),
  };
  const fallback: Readonly<Record<keyof typeof warm, number>> = phase === 'cold' ? cold : warm;
  return { ...fillUp(fallback, numbers), sliceMs };
}

/** `slices.warmupMs` of older configs is the bound where `warmup` gives none. */
export function resolveWarmup({ warmup = {}, slices = {} }: LoadstoneConfig): WarmupSettings {
  const { requests, untilSteady, maxMs } = defaults.warmup;
  return {
    requests: warmup.requests ?? requests,
    untilSteady: warmup.untilSteady ?? untilSteady,
    maxMs: warmup.maxMs ?? slices.warmupMs ?? maxMs,
  };
}

/** Micro-slices where the driver keeps its connections open, a second where it must connect anew. */
export function usualSliceMs(driver: DriverName): SliceSettings['sliceMs'] {
  return describeDriver(driver).microSlices ? defaults.slices.sliceMs : defaults.connectingSliceMs;
}

export function resolveLimits({ limits }: LoadstoneConfig): ResolvedLimits {
  return fillUp(defaults.limits, limits);
}

/** The defaults with what is given; a key that is there but undefined counts as absent. */
function fillUp<Table extends Readonly<Record<string, number>>>(
  fallback: Table,
  given: { readonly [Key in keyof Table]?: number | undefined } = {},
): { readonly [Key in keyof Table]: number } {
  const present = Object.entries(given).filter(([, value]) => value !== undefined);
  return { ...fallback, ...Object.fromEntries(present) };
}
