// The few git commands that a checkout takes, run so that neither hooks nor the caller's GIT_* variables matter.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { readInheritedEnv } from './inherited-env.ts';

/** What git said where it ended otherwise than with 0. */
export class GitFailure extends Error {
  readonly stderr: string;

  constructor(words: readonly string[], stderr: string) {
    super(`git ${words.join(' ')}: ${stderr}`);
    this.stderr = stderr;
  }
}

/**
 * Runs git in a folder and gives its output without the last line break.
 * @throws GitFailure, Error of spawn where there is no git
 */
export async function runGit(
  folder: string,
  args: readonly string[],
  signal?: AbortSignal,
): Promise<string> {
  // A hook of the repository (post-checkout) may do anything, and would be done to a temporary copy.
  const words = ['-c', 'core.hooksPath=/dev/null', '-c', 'core.fsmonitor=false', ...args];
  const child = spawn('git', words, {
    ...{ cwd: folder, env: readInheritedEnv(), stdio: ['ignore', 'pipe', 'pipe'] },
    // Ctrl-C in the terminal reaches the harness alone: a git that it ended would look like one that failed.
    detached: process.platform !== 'win32',
    ...(signal && { signal }),
  });
  const said = Promise.all([text(child.stdout), text(child.stderr)]);
  const [code] = await once(child, 'close');
  const [stdout, stderr] = await said;
  if (code !== 0) throw new GitFailure(args, stderr);
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
