// The few git commands that a checkout takes, run so that neither hooks nor the caller's GIT_* variables matter.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { readInheritedEnv } from './inherited-env.ts';

const run = promisify(execFile);

/**
 * Runs git in a folder and gives its output without the last line break.
 * @throws Error of execFile with what git said in its `stderr`
 */
export async function runGit(
  folder: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<string> {
  // A hook of the repository (post-checkout) may do anything, and would be done to a temporary copy.
  const words = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', ...args];
  const { stdout } = await run('git', words, {
    cwd: folder,
    env: readInheritedEnv(),
    maxBuffer: 16 * 1024 * 1024,
    ...(signal === undefined ? {} : { signal }),
  });
  return stdout.trimEnd();
}

/** Takes a worktree and its folder away; false where git knows of none there, or there is no repository. */
export async function removeGitWorktree(repoDir: string, path: string): Promise<boolean> {
  try {
    await runGit(repoDir, ['worktree', 'remove', '--force', '--force', path]);
    return true;
  } catch {
    return false;
  }
}
