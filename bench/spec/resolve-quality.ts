// Resolves what is asked of the data, every default filled in.
import type { LoadstoneConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import type { ResolvedQuality } from './experiment.ts';
import { parseCommand } from './resolve-target.ts';

/** Undefined where the config asks nothing. */
export function resolveQuality({ quality }: LoadstoneConfig): ResolvedQuality | undefined {
  if (quality === undefined) return undefined;
  const { measures = {}, command, path, invariants = {} } = quality;
  return {
    measures: Object.entries(measures).map(([name, measure]) => {
      const unit = measure.unit ?? defaults.quality.unit;
      const better = measure.better ?? (unit === 'share' ? 'higher' : 'lower');
      return {
        ...{ name, dimension: measure.dimension, unit, higherIsBetter: better === 'higher' },
        description: measure.description ?? '',
        ...(measure.sql !== undefined && { sql: measure.sql }),
      };
    }),
    ...(command !== undefined && { command: parseCommand(command) }),
    ...(path !== undefined && { path }),
    invariants: Object.entries(invariants).map(([name, sql]) => ({ name, sql })),
  };
}
