// Environment → how many copies of the service there are, and what stands before them.
import { type Env, EnvironmentReader } from '../config.ts';
import { exitCodes, StartError } from '../errors.ts';
import { oneOf, onOff, type Setting, type ValuesOf, wholeNumber } from '../setting.ts';

const settings = {
  instances: wholeNumber('CRM_INSTANCES', 1, 1, 16),
  /** `auto`: haproxy where it is installed, else the balancer of Node. */
  balancer: oneOf('CRM_BALANCER', ['auto', 'haproxy', 'node']),
  balance: oneOf('CRM_BALANCE', ['least-connections', 'round-robin']),
  /** Of one CPU, for each copy once it is ready; 0 sets no limit. */
  cpuPercent: wholeNumber('CRM_INSTANCE_CPU_PERCENT', 0, 0, 6_400),
  /** True: a copy that ended is started again. */
  restart: onOff('CRM_INSTANCE_RESTART', false),
};

/** How copies are run. */
export type InstancesConfig = ValuesOf<typeof settings>;

const variables: readonly string[] = Object.values(settings).map(({ variable }) => variable);

/**
 * The configuration that an environment asks for.
 * @throws StartError (exit code 2) that names every wrong variable.
 */
export function parseInstancesConfig(env: Env): InstancesConfig {
  const reader = new EnvironmentReader(env);
  const config = reader.readAll(settings);
  if (reader.problems.length === 0) return config;
  throw new StartError(
    `the configuration is wrong:\n${reader.problems.map((problem) => `  - ${problem}`).join('\n')}`,
    'Correct the environment variables named above; server/instances/README.md lists them all.',
    exitCodes.config,
  );
}

/** What of an environment is left for a copy, which refuses variables that it doesn't know. */
export function listCopyEnv(env: Env): Env {
  return Object.fromEntries(Object.entries(env).filter(([name]) => !variables.includes(name)));
}

/** The effective values by the name of their variable. */
export function echoInstancesConfig(config: InstancesConfig): Readonly<Record<string, string>> {
  const values: Readonly<Record<string, unknown>> = { ...config };
  const entries = Object.entries(settings as Record<string, Setting<unknown>>);
  return Object.fromEntries(
    entries.map(([key, { variable, write }]) => [variable, write(values[key])]),
  );
}
