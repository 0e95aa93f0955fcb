// What is wrong with a config, each problem with its path, and the one error that tells them all.
import { describeProblems, LoadstoneError } from '../errors.ts';

export type ConfigPath = readonly (string | number)[];

export interface ConfigProblem {
  readonly path: ConfigPath;
  /** Half a sentence that goes on after the path. */
  readonly message: string;
  /** Unknown keys leave the rest of the config readable; a wrong shape does not. */
  readonly kind: 'unknown-key' | 'shape' | 'meaning';
  /** The known key that an unknown one was probably meant to be. */
  readonly meant?: string;
}

export function buildMeaningProblem(path: ConfigPath, message: string): ConfigProblem {
  return { path, message, kind: 'meaning' };
}

/** `factors.cache.levels.redis`, `loads[0].connections`, `env["a.b"]`. */
export function formatPath(path: ConfigPath): string {
  const text = path
    .map((part) => {
      if (typeof part === 'number') return `[${part}]`;
      return /^[\w$-]+$/.test(part) ? `.${part}` : `[${JSON.stringify(part)}]`;
    })
    .join('');
  return text.replace(/^\./, '');
}

/** One CONFIG_INVALID for all problems, a line each. */
export function buildConfigError(file: string, problems: readonly ConfigProblem[]): LoadstoneError {
  const lines = problems.map(({ path, message }) =>
    path.length === 0 ? `the config ${message}` : `${formatPath(path)}: ${message}`,
  );
  const listed = { of: file, problems: [...new Set(lines)] };
  return new LoadstoneError('CONFIG_INVALID', describeProblems(listed), { listed });
}
