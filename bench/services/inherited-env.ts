// The part of the caller's environment that child processes get: nothing that could change a variant, or lead traffic elsewhere.
const inheritedNames = [
  ...['PATH', 'HOME', 'LANG', 'LC_ALL', 'LC_CTYPE', 'TZ', 'TMPDIR', 'USER', 'LOGNAME', 'SHELL'],
  ...['SystemRoot', 'SystemDrive', 'TEMP', 'TMP', 'PATHEXT', 'COMSPEC', 'USERPROFILE', 'APPDATA'],
] as const;

/**
 * What a child starts from. A stray CRM_* or DATABASE_URL in the caller's shell must not change
 * what is compared, so only names that programs need to work at all are passed on.
 */
export function readInheritedEnv(): Readonly<Record<string, string>> {
  const env: Record<string, string> = { NODE_ENV: 'production' };
  for (const name of inheritedNames) {
    const value = process.env[name];
    if (value !== undefined) env[name] = value;
  }
  return env;
}

/** Proxies in every spelling, servers of PostgreSQL and Redis, and all that changes what k6 does. */
const detours =
  /^(?:(?:https?|ftp|all|no|socks|ws|wss|grpc)_proxy|npm_config_(?:https?_?)?(?:no)?proxy|global_agent_.*|node_use_env_proxy|k6_.*|pg(?:host|hostaddr|port|service|servicefile|sysconfdir)|database_url|redis_url)$/i;

/**
 * What a load generator starts from: all of the caller's environment, since a scenario of the user's own may read a
 * token from it, but for what would lead it past the addresses that it is given.
 */
export function readGeneratorEnv(): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !detours.test(name)));
}
