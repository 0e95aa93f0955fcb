// A command as written in the config, to program and arguments.

/** Characters that only a shell would understand. */
const shellCharacters = /["'`$|&;<>()\\*?]/;

/** True where a text would need a shell or quotes, and must be written as a list instead. */
export function needsList(command: string | readonly string[]): boolean {
  return typeof command === 'string' && (shellCharacters.test(command) || command.trim() === '');
}

/** Program and arguments; a text is split at blanks. */
export function parseCommand(command: string | readonly string[]): readonly string[] {
  return typeof command === 'string' ? command.trim().split(/\s+/) : [...command];
}
