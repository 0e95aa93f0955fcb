// The small part of the caller's environment that child processes get: nothing that could change a variant.
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
