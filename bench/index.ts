// Public face of the package: what a config file needs, and how a program runs and reads an experiment. All that a
// config does not need is loaded where it is called.
import type { RunOptions, RunOutcome } from './cli/run-config.ts';
import type { LoadstoneConfig } from './spec/config-schema.ts';

export {
  DocumentError,
  type DocumentKind,
  type Documents,
  readDocument,
} from '../reports/index.ts';
export { defineScenario } from '../scenarios/index.ts';
export type * from '../scenarios/model.ts';
export type { RunOptions, RunOutcome } from './cli/run-config.ts';
export { type ErrorCode, LoadstoneError } from './errors.ts';
export type { LoadstoneConfig } from './spec/config-schema.ts';

/** Gives back the config as it is; it exists so that an editor knows the keys. */
export function defineConfig(config: LoadstoneConfig): LoadstoneConfig {
  return config;
}

/**
 * Runs an experiment as `loadstone run` does, and resolves once its reports are written.
 * @param config the config itself, whose paths are relative to `options.cwd`; or the path of a config file
 * @throws LoadstoneError with `code`, `hint` and `exitCode` where the config or the environment does not allow the run
 */
export async function run(
  config: LoadstoneConfig | string,
  options: RunOptions = {},
): Promise<RunOutcome> {
  const { runConfig } = await import('./cli/run-config.ts');
  return runConfig(config, options);
}
