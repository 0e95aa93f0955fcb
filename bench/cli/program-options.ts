// Flags that several commands share.
import { type Command, Option } from 'commander';
import { wrapText } from '../../reports/terminal/text.ts';
import { driverNames } from '../drivers/registry.ts';
import { listFaults } from '../faults/catalogue.ts';

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

/** The same for faults, which have one scenario, and groups and a driver of their own. */
export function addFaultSelection(command: Command): Command {
  addSelection(command);
  const meanings: Readonly<Record<string, string>> = {
    '--scenario': 'scenario that is played (default: faults.scenario of the config)',
    '--groups': 'how often each variant meets each fault',
  };
  for (const option of command.options) {
    const long = option.long ?? '';
    option.description = meanings[long] ?? option.description;
    if (['--driver', '--budget', '--slice-ms', '--percentiles-by'].includes(long))
      option.hideHelp();
  }
  const names = listFaults().map(({ id }) => id.replace(/@.*/, '@…'));
  const text = `Faults, each with its parameters in docs/faults.md: ${[...new Set(names)].join(', ')}; @service, @postgres or @redis.`;
  return command.addHelpText('after', `\n${wrapText(text, 80).join('\n')}`);
}

/** For the commands that measure in groups. */
export function addLive(command: Command): Command {
  return command
    .option('--ui', 'serve a page on this machine that shows the run as it goes')
    .option('--ui-port <n>', 'port of that page (default: a free one); implies --ui');
}

export const runsOption = () =>
  new Option('--runs <folder>', 'folder of the runs').default('runs').env('LOADSTONE_RUNS');

export const onInconclusiveOption = (usual: 'fail' | 'warn') =>
  new Option('--on-inconclusive <what>', 'whether an undecided gate fails or only warns')
    .choices(['fail', 'warn'])
    .default(usual);
