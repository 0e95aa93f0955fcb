// What is printed for a person to copy into a shell: ids of runs, and the command that made one.

/** Letters, digits, `-` and `_`: no path, no option, and nothing that a shell reads. */
const runId = /^[A-Za-z0-9][\w-]{0,99}$/;

/**
 * Outside single quotes no sign that a shell acts on; a quote in a value is `'\''`. A secret of the config that is a word of
 * the command stands there as its mark, such as `[redacted-1]`.
 */
const copiedCommand =
  /^(?:npx )?(?:loadstone|\[[\w:-]+\]) (?:run|gate|noise|faults|sweep|tour|\[[\w:-]+\])(?: (?:[^\s'"\\`$;&|<>(){}!\p{C}]|'[^']*'|\\')+)*$/u;

/** What is wrong with an id of a run, as the end of a sentence; undefined where nothing is. */
export function findRunIdProblem(id: string): string | undefined {
  return runId.test(id) ? undefined : 'is no id of a run';
}

/** What is wrong with a command that reproduces a run, as the end of a sentence; undefined where nothing is. */
export function findCommandProblem(command: string): string | undefined {
  if (copiedCommand.test(command)) return undefined;
  return 'is no command line of Loadstone, or has signs outside quotes that a shell would act on';
}

/** The same for the two in a document, each with its path. */
export function checkPrinted(run: {
  readonly id: string;
  readonly reproduceCommand: string;
}): readonly { readonly path: string; readonly message: string }[] {
  const found = [
    { path: 'run.id', message: findRunIdProblem(run.id) },
    { path: 'run.reproduceCommand', message: findCommandProblem(run.reproduceCommand) },
  ];
  return found.flatMap(({ path, message }) => (message === undefined ? [] : [{ path, message }]));
}
