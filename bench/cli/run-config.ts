// `run(config)`: an experiment that a program starts, by the same steps as `loadstone run`.
import { resolve } from 'node:path';
import type { ResultDocument } from '../../reports/document/result.ts';
import type { DriverName } from '../drivers/registry.ts';
import { type ExitCode, LoadstoneError } from '../errors.ts';
import type { LoadstoneConfig } from '../spec/config-schema.ts';
import { runExperiment } from './commands/run.ts';
import { openTerminal } from './terminal-io.ts';

/** What the flags of `loadstone run` say; everything left out is as the config says. */
export interface RunOptions {
  /** Folder that paths are relative to, `.loadstone/` among them; by default that of the process. */
  readonly cwd?: string;
  /** Folder of the runs; by default `runs`. */
  readonly runs?: string;
  readonly preset?: string;
  /** Patterns such as `cache=redis,threads=*`. */
  readonly variants?: readonly string[];
  readonly scenarios?: readonly string[];
  /** Most groups, from 1 to 1,000. */
  readonly groups?: number;
  readonly seed?: number;
  readonly driver?: DriverName;
  /** Most time; as many groups as it holds. */
  readonly budgetMs?: number;
  /** Variables that Loadstone reads itself (`LOADSTONE_…`); by default those of the process. */
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** Ends the run in good order; what was measured is kept. */
  readonly signal?: AbortSignal;
  /** Called with each line of progress; by default nothing is printed. */
  readonly onProgress?: (line: string) => void;
}

export interface RunOutcome {
  /** As `result.json` in the folder. */
  readonly document: ResultDocument;
  /** Absolute path of the folder of the run. */
  readonly folder: string;
  /** What `loadstone run` would have exited with: 0 done, 3 variants not started, 4 invalid, 5 wrong data, 130 interrupted. */
  readonly exitCode: ExitCode;
}

/**
 * @param config the config, or the path of its file
 * @throws LoadstoneError of every kind that errors.ts lists for config and environment; INTERRUPTED where the signal
 *   came before a group had ended
 */
export async function runConfig(
  config: LoadstoneConfig | string,
  options: RunOptions,
): Promise<RunOutcome> {
  const { cwd = process.cwd(), runs = 'runs', env, onProgress = () => {} } = options;
  const { preset, variants, scenarios, driver, groups, seed, budgetMs } = options;
  const terminal = openTerminal();
  const io = {
    ...{ ...terminal, cwd: resolve(cwd), env: env ?? terminal.env },
    ...{ out: () => {}, err: (text: string) => onProgress(terminal.redact(text)) },
    ...{ isOutTty: false, isErrTty: false },
  };
  const given = {
    ...{ runs, quiet: options.onProgress === undefined },
    config: typeof config === 'string' ? config : { value: config },
    ...(preset !== undefined && { preset }),
    ...(variants && { variant: variants }),
    ...(scenarios && { scenario: scenarios }),
    ...(driver && { driver }),
    ...(groups !== undefined && { groups: String(groups) }),
    ...(seed !== undefined && { seed: String(seed) }),
    ...(budgetMs !== undefined && { budget: `${budgetMs / 1000}s` }),
  };
  const signal = options.signal ?? new AbortController().signal;
  const { document, folder, exitCode } = await runExperiment(given, io, signal);
  if (document !== undefined) return { document, folder: folder.path, exitCode };
  throw new LoadstoneError('INTERRUPTED', 'It was interrupted before a group had ended.', {
    hint: 'Run it again.',
  });
}
