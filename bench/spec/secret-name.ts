// Which names tell that their value is a secret: variables, headers, query parameters, keys.

const anywhere =
  /password|passwd|passphrase|passcode|secret|token|authorization|cookie|credential|bearer|signature|session[-_]?id|(api|private|access|signing|encryption|master|session)[-_]?key/i;
const asWord = /(^|[^a-z])(pass|auth|pwd|jwt|sig|sid|otp|dsn)($|[^a-z])/i;

/** PWD and OLDPWD are the working folder, by POSIX. */
const harmless = new Set(['PWD', 'OLDPWD']);

/** `TOKEN_TTL`, `passwordMinLength`: something about a secret, and not the secret. */
const measures = new Set(
  'age algorithm count enabled length limit max min mode ms rounds seconds size ttl type'.split(
    ' ',
  ),
);

/** True for `API_TOKEN`, `PGPASSWORD`, `x-auth`, `Set-Cookie` and their like. */
export function isSecretName(name: string): boolean {
  if (!anywhere.test(name) && !asWord.test(name)) return false;
  return !harmless.has(name) && !measures.has(lastWordOf(name));
}

function lastWordOf(name: string): string {
  const words = name.replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2').toLowerCase();
  return words.split(/[^a-z0-9]+/).at(-1) ?? '';
}
