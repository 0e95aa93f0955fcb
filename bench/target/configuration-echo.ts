// Judges whether a started service runs with the settings that the plan asked for.
import { LoadstoneError } from '../errors.ts';
import type { IsRecorded } from '../spec/recorded-names.ts';
import type { ServiceStats } from './service-stats.ts';

export interface ConfigurationEcho {
  /** `not-offered` where the service says nothing of the variables that the variant sets. */
  readonly status: 'as-planned' | 'not-offered';
  readonly configHash: string | undefined;
  readonly config: Readonly<Record<string, unknown>> | undefined;
}

/** Values are compared as the text that an environment variable would hold; null is an empty one. */
function toText(value: unknown): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

/**
 * Compares the variables that a variant sets with the service's echo of them.
 * @param isRecorded names whose values a message may tell
 * @throws LoadstoneError VARIANT_NOT_AS_PLANNED that names each variable that differs
 */
export function checkEcho(
  expectedEnv: Readonly<Record<string, string>>,
  stats: ServiceStats | undefined,
  isRecorded: IsRecorded,
): ConfigurationEcho {
  const config = stats?.config;
  const names = Object.keys(expectedEnv).sort();
  const echoed = names.filter((name) => config !== undefined && Object.hasOwn(config, name));
  const differing = echoed.filter((name) => toText(config?.[name]) !== expectedEnv[name]);
  if (differing.length > 0) {
    const list = differing.map((name) =>
      isRecorded(name)
        ? `${name} is ${JSON.stringify(config?.[name])}, planned "${expectedEnv[name]}"`
        : `${name} is another value than planned`,
    );
    throw new LoadstoneError(
      'VARIANT_NOT_AS_PLANNED',
      `The service runs with other settings than planned: ${list.join('; ')}.`,
      differing.every(isRecorded)
        ? {}
        : { hint: 'To see the values, list the names under `record` in the config.' },
    );
  }
  return {
    status: echoed.length > 0 ? 'as-planned' : 'not-offered',
    configHash: stats?.configHash,
    config,
  };
}
