// The function that a config file calls, for its types.
import type { LoadstoneConfig } from './config-schema.ts';

/** Gives back the config as it is; it exists so that an editor knows the keys. */
export function defineConfig(config: LoadstoneConfig): LoadstoneConfig {
  return config;
}
