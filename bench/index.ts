// Public face of the package: what a config file needs.
import type { LoadstoneConfig } from './spec/config-schema.ts';

export type { LoadstoneConfig } from './spec/config-schema.ts';

/** Gives back the config as it is; it exists so that an editor knows the keys. */
export function defineConfig(config: LoadstoneConfig): LoadstoneConfig {
  return config;
}
