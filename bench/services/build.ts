// Builds a version of the service in its folder, as a noted child that neither Ctrl-C nor kill -9 leaves at work.
import { LoadstoneError, messageOf } from '../errors.ts';
import { awaitLastOutput, startChild } from './child.ts';
import { readInheritedEnv } from './inherited-env.ts';
import type { Journal } from './journal.ts';

export interface BuildOptions {
  readonly command: readonly string[];
  /** Absolute. */
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  /** The commit, branch or tag in that folder; undefined for the working tree. */
  readonly ref: string | undefined;
  readonly journal: Journal;
  readonly signal: AbortSignal;
}

const stopTimeoutMs = 3_000;

/**
 * Resolves once the command has ended with 0.
 * @throws LoadstoneError BUILD_FAILED with its last output, INTERRUPTED
 */
export async function buildVersion(options: BuildOptions): Promise<void> {
  const { command, cwd, env, journal, signal } = options;
  if (signal.aborted) throw interruption(options);
  const child = await startChild({
    // NODE_ENV=production would hide the development packages that a build needs.
    ...{ command, cwd, env: { ...readInheritedEnv(), NODE_ENV: 'development', ...env } },
    ...{ cpus: undefined, journal },
  }).catch((cause: unknown) => {
    if (cause instanceof LoadstoneError) throw cause;
    throw buildFailure(options, `cannot be started: ${messageOf(cause)}`, { cause });
  });
  const end = () => void child.end({ signal: 'SIGTERM', timeoutMs: stopTimeoutMs });
  signal.addEventListener('abort', end, { once: true });
  // It may have come while the program was started.
  if (signal.aborted) end();
  try {
    const exit = await child.exited;
    if (signal.aborted) throw interruption(options);
    if (exit.code === 0) return;
    await awaitLastOutput(child);
    const how = exit.signal ?? `exit code ${exit.code}`;
    throw buildFailure(options, `ended with ${how}`, { output: child.output() });
  } finally {
    signal.removeEventListener('abort', end);
    await child.end({ signal: 'SIGTERM', timeoutMs: stopTimeoutMs });
  }
}

function interruption({ ref, signal }: BuildOptions): LoadstoneError {
  const of = ref === undefined ? '' : ` of ${ref}`;
  return new LoadstoneError('INTERRUPTED', `Interrupted while the service${of} was built.`, {
    ...{ cause: signal.reason, hint: 'Nothing was measured; start it again.' },
  });
}

function buildFailure(
  { command, cwd, ref }: BuildOptions,
  what: string,
  options: ConstructorParameters<typeof LoadstoneError>[2],
): LoadstoneError {
  const where = ref === undefined ? '' : `At ref ${ref}: `;
  const message = `${where}target.build \`${command.join(' ')}\` ${what}, in ${cwd}.`;
  return new LoadstoneError('BUILD_FAILED', message, options);
}
