// Reads the environment variable by variable and gathers what is wrong with them.
import { closest } from 'fastest-levenshtein';

/** An environment, such as process.env. */
export type Env = Readonly<Record<string, string | undefined>>;

const defaults = {
  HOST: '127.0.0.1',
  PORT: '3000',
  CRM_CACHE: 'none',
  CRM_CACHE_TTL_MS: '60000',
  CRM_CACHE_DASHBOARD_TTL_MS: '5000',
  CRM_CACHE_MAX_ENTRIES: '50000',
  CRM_CACHE_BUS: '',
  CRM_CACHE_STALE_LIMIT_MS: '750',
  CRM_REDIS_TIMEOUT_MS: '250',
  CRM_THREADS: 'single',
  CRM_WORKERS: '',
  CRM_INDEX: 'composite',
  CRM_PREPARED: 'on',
  CRM_POOL_SIZE: '10',
  CRM_POOL_WAIT_TIMEOUT_MS: '10000',
  CRM_STATEMENT_TIMEOUT_MS: '10000',
  CRM_LOCK_TIMEOUT_MS: '3000',
  CRM_CLOSE_TIMEOUT_MS: '5000',
  CRM_IMPORT_LIMIT_BYTES: String(16 * 1024 * 1024),
  CRM_IMPORT_LIMIT_REQUESTS: '16',
  CRM_LOG: 'off',
  CRM_TIMEOUTS: 'set',
  CRM_RESPAWN: 'on',
  CRM_CACHE_FALLBACK: 'on',
  CRM_IDEMPOTENCY: 'on',
  CRM_ACKNOWLEDGE: 'committed',
  CRM_COMMIT: 'sync',
  CRM_INVALIDATION: 'on',
  CRM_SHED: 'off',
  CRM_SHED_EVENT_LOOP_MS: '200',
} as const;

type Name = keyof typeof defaults;
/** Every variable of the service that has a default, and those that may be absent. */
export const knownVariables = [
  ...Object.keys(defaults),
  'CRM_CACHE_NAMESPACE',
  'CRM_OPERATIONS_TOKEN',
];

/** Reads variables one by one and gathers what is wrong with them, so that all is told at once. */
export class EnvironmentReader {
  readonly problems: string[] = [];
  readonly #env: Env;

  constructor(env: Env) {
    this.#env = env;
  }

  text(name: Name): string {
    const given = this.#env[name]?.trim();
    return given === undefined || given === '' ? defaults[name] : given;
  }

  integer(name: Name, min: number, max: number): number {
    const text = this.text(name);
    const value = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
    if (value >= min && value <= max) return value;
    this.problems.push(`${name}=${text} must be a whole number from ${min} to ${max}`);
    return min;
  }

  choice<const T extends string>(name: Name, choices: readonly [T, ...T[]]): T {
    const text = this.text(name);
    const found = choices.find((choice) => choice === text);
    if (found !== undefined) return found;
    this.problems.push(
      `${name}=${text} must be one of ${choices.join(', ')} (did you mean '${closest(text, choices)}'?)`,
    );
    return choices[0];
  }

  url(name: 'DATABASE_URL' | 'REDIS_URL', protocols: readonly string[]): string | undefined {
    const given = this.#env[name]?.trim();
    if (given === undefined || given === '') return undefined;
    const parsed = URL.canParse(given) ? new URL(given) : undefined;
    // The value may hold a password, so the message doesn't repeat it.
    if (parsed !== undefined && protocols.includes(parsed.protocol)) return given;
    this.problems.push(`${name} must be a URL that starts with ${protocols[0]}//`);
    return undefined;
  }
}
