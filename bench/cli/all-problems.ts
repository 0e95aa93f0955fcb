// Several things that are wrong with one command are told together: to mend one and meet the next is a waste of time.
import { describeProblems, LoadstoneError } from '../errors.ts';

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
 * @throws LoadstoneError the only one as it is; of several one that counts and lists them, with all hints and the code of the first
 */
export function throwProblems(problems: readonly LoadstoneError[]): void {
  const [first, ...others] = problems;
  if (first === undefined) return;
  if (others.length === 0) throw first;
  const lists = problems.map(
    ({ listed, message }) => listed ?? { of: undefined, problems: [message] },
  );
  const listed = {
    of: first.listed?.of,
    problems: [...new Set(lists.flatMap((list) => list.problems))],
  };
  const hints = [...new Set(problems.map(({ hint }) => hint))];
  throw new LoadstoneError(first.code, describeProblems(listed), {
    ...{ cause: first, hint: hints.join('\n  → '), listed },
    ...(first.output !== undefined && { output: first.output }),
  });
}
