// Which names tell that their value is a secret: variables, headers, query parameters, keys.

const anywhere =
  /password|passwd|passphrase|secret|token|authorization|cookie|credential|session[-_]?id|(api|private|access)[-_]?key/i;
const asWord = /(^|[^a-z])(pass|auth|pwd)($|[^a-z])/i;

/** PWD and OLDPWD are the working folder, by POSIX. */
const harmless = new Set(['PWD', 'OLDPWD']);

/** True for `API_TOKEN`, `PGPASSWORD`, `x-auth`, `Set-Cookie` and their like. */
export function isSecretName(name: string): boolean {
  return (anywhere.test(name) || asWord.test(name)) && !harmless.has(name);
}
