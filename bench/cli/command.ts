// What a module of `commands/` is handed, and the flags that several of them share.
import { type Command, Option } from 'commander';
import { driverNames } from '../drivers/registry.ts';
import { type ExitCode, LoadstoneError } from '../errors.ts';
import type { TerminalIo } from './terminal-io.ts';

export interface CommandContext {
  readonly io: TerminalIo;
  readonly signal: AbortSignal;
  /** The exit code of a command that ends without throwing; 0 where none is told. */
  readonly exitWith: (code: ExitCode) => void;
}

/** Adds one command with its flags, its help and what it does. */
export type AddCommand = (program: Command, context: CommandContext) => void;

/** Adds a word to those given before. */
export const gather = (word: string, before: readonly string[] | undefined) => [
  ...(before ?? []),
  word,
];

/** What is compared, how often, under which load generator. */
export function addSelection(command: Command): Command {
  return command
    .option('--config <file>', 'config file (default: loadstone.config.mts here)')
    .option('--preset <name>', 'preset of the config')
    .option('--variant <pattern>', "such as 'cache=redis,threads=*'; may be repeated", gather)
    .option('--scenario <name>', 'scenario of the config; may be repeated', gather)
    .option('--groups <n>', 'most groups; a run ends as soon as everything is decided')
    .option('--seed <n>', 'seed of order and requests')
    .option('--slice-ms <ms>', "length of a slice instead of the config's")
    .option(
      '--percentiles-by <what>',
      'groups: judge open loads by a percentile that a group has the requests for',
    )
    .option('--driver <name>', `load generator: ${driverNames.join(', ')}`)
    .option(
      '--allow-target <host>',
      'load this host, which stands in loadstone.targets too; may be repeated',
      gather,
    )
    .option('--budget <time>', 'most time, such as 90s, 10m; as many groups as it holds');
}

/** For the commands that measure in groups. */
export function addLive(command: Command): Command {
  return command
    .option('--ui', 'serve a page on this machine that shows the run as it goes')
    .option('--ui-port <n>', 'port of that page (default: a free one); implies --ui');
}

/** Where runs are kept when nothing is said. */
export const usualRuns = 'runs';

export const runsOption = () =>
  new Option('--runs <folder>', 'folder of the runs').default(usualRuns).env('LOADSTONE_RUNS');

export const onInconclusiveOption = (usual: 'fail' | 'warn') =>
  new Option('--on-inconclusive <what>', 'whether an undecided gate fails or only warns')
    .choices(['fail', 'warn'])
    .default(usual);

export interface LiveOptions {
  readonly ui?: boolean;
  readonly uiPort?: string;
}

/** Undefined where no page is wanted; port 0 takes a free one. @throws LoadstoneError USAGE */
export function parseLivePort({ ui, uiPort }: LiveOptions): number | undefined {
  if (uiPort === undefined) return ui === true ? 0 : undefined;
  const port = Number(uiPort);
  if (/^\d+$/.test(uiPort) && port <= 65_535) return port;
  throw new LoadstoneError(
    'USAGE',
    `--ui-port takes a whole number from 0 to 65535, not "${uiPort}".`,
  );
}
