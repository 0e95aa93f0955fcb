// Several things that are wrong with one command are told together: to mend one and meet the next is a waste of time.
import { LoadstoneError } from '../errors.ts';

/** What the check throws of ours; anything else it throws goes on. */
export async function findProblems(
  check: () => Promise<unknown> | unknown,
): Promise<readonly LoadstoneError[]> {
  try {
    await check();
    return [];
  } catch (thrown) {
    if (thrown instanceof LoadstoneError) return [thrown];
    throw thrown;
  }
}

/**
 * @throws LoadstoneError the only one as it is; of several one with all messages and hints, and the code of the first
 */
export function throwProblems(problems: readonly LoadstoneError[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  if (others.length === 0) throw first;
  const lines = [...new Set(problems.map(({ message }) => message))];
  const hints = [...new Set(problems.map(({ hint }) => hint))];
  throw new LoadstoneError(first.code, lines.join('\n  '), {
    ...{ cause: first, hint: hints.join('\n  → ') },
    ...(first.output !== undefined && { output: first.output }),
  });
}
