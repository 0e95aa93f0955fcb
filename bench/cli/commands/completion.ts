// `loadstone completion`: what a shell needs to complete commands, flags, and the names that a config and the runs have.
import type { Command as Completed, RootCommand } from '@bomb.sh/tab';
import type { Command, Option } from 'commander';
import { exportFormats } from '../../../reports/exports/registry.ts';
import { listRunIds } from '../../store/run-folder.ts';
import { type AddCommand, usualRuns } from '../command.ts';
import { readNames } from '../config-names.ts';
import { toAbsolute } from '../opened-run.ts';
import type { TerminalIo } from '../terminal-io.ts';

const shells = ['bash', 'zsh', 'fish'] as const;

export const addCompletion: AddCommand = (program, { io }) => {
  program
    .command('completion')
    .description('print what makes a shell complete commands, flags, presets and runs')
    .addArgument(program.createArgument('<shell>', 'your shell').choices(shells))
    .addHelpText('after', `\n${shells.map(describeUse).join('\n')}`)
    .action(async (shell) => {
      const root = await buildTree(program, [], io);
      await print(io, () => root.setup('loadstone', 'loadstone', shell));
    });
  // What the printed script calls at each Tab.
  program
    .command('complete', { hidden: true })
    .argument('[words...]')
    .action(async (words: readonly string[]) => {
      const root = await buildTree(program, words, io);
      await print(io, () => root.parse([...words]));
    });
};

function describeUse(shell: (typeof shells)[number]): string {
  const uses = {
    bash: "echo 'source <(loadstone completion bash)' >> ~/.bashrc",
    zsh: "echo 'source <(loadstone completion zsh)' >> ~/.zshrc",
    fish: 'loadstone completion fish > ~/.config/fish/completions/loadstone.fish',
  };
  return `  ${shell.padEnd(6)}${uses[shell]}`;
}

/** The library prints by itself; here everything goes through the terminal that a command is handed. */
async function print(io: TerminalIo, run: () => void): Promise<void> {
  const lines: string[] = [];
  const { log } = console;
  console.log = (line: string) => lines.push(line);
  try {
    run();
  } finally {
    console.log = log;
  }
  io.out(lines.join('\n'), 'columns');
}

/** The words that may stand in a place, read at a Tab. */
type Words = () => readonly string[];

/** The tree of commands as the library takes it; names of the config are read where the words before ask for one. */
async function buildTree(
  program: Command,
  words: readonly string[],
  io: TerminalIo,
): Promise<RootCommand> {
  const { RootCommand: Root } = await import('@bomb.sh/tab');
  const root = new Root();
  const wordAfter = (flag: string) => words[words.indexOf(flag) + 1];
  const isAsked = ['--preset', '--scenario', '--variant'].includes(words.at(-2) ?? '');
  const config = isAsked
    ? await readNames(words.includes('--config') ? wordAfter('--config') : undefined, io)
    : {};
  const runs: Words = () => {
    const named = words.includes('--runs') ? wordAfter('--runs') : io.env.LOADSTONE_RUNS;
    return ['latest', ...listRunIds(toAbsolute(named || usualRuns, io))];
  };
  const byFlag: Readonly<Record<string, Words>> = {
    '--preset': () => Object.keys(config.presets ?? {}),
    '--scenario': () => Object.keys(config.scenarios ?? {}),
    '--variant': () =>
      Object.entries(config.factors ?? {}).flatMap(([factor, { levels = {} }]) =>
        [...Object.keys(levels), '*'].map((level) => `${factor}=${level}`),
      ),
    '--format': () => ['all', ...Object.keys(exportFormats), 'png'],
    ...{ '--resume': runs, '--more': runs },
  };
  const byArgument: Readonly<Record<string, Words>> = { id: runs, run: runs, a: runs, b: runs };
  addFlags(root, program, byFlag);
  for (const command of program.createHelp().visibleCommands(program)) {
    const completed = root.command(command.name(), command.description());
    addFlags(completed, command, byFlag);
    for (const argument of command.registeredArguments)
      completed.argument(
        argument.name(),
        offer(() => argument.argChoices ?? byArgument[argument.name()]?.() ?? []),
        argument.variadic,
      );
  }
  return root;
}

function addFlags(
  completed: Completed,
  command: Command,
  byFlag: Readonly<Record<string, Words>>,
): void {
  for (const flag of command.createHelp().visibleOptions(command)) {
    const { long, short, description } = flag;
    if (long === undefined || long === null) continue;
    const name = long.slice(2);
    const alias = short?.slice(1);
    const takesValue = flag.required || flag.optional;
    if (takesValue)
      completed.option(name, description, offer(listWords(flag, byFlag[long])), alias);
    else completed.option(name, description, alias);
  }
}

const listWords =
  (flag: Option, words: Words | undefined): Words =>
  () =>
    flag.argChoices ?? words?.() ?? [];

const offer = (words: Words) => (complete: (word: string, description: string) => void) => {
  for (const word of words()) complete(word, '');
};
