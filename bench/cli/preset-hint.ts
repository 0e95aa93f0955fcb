// A word too many that is a preset of the config: what was meant is --preset.
import type { Command, CommanderError } from 'commander';
import { readNames } from './config-names.ts';
import type { TerminalIo } from './terminal-io.ts';

/** What commander calls words that a command does not take. */
const tooMany = 'commander.excessArguments';

/** Said after commander's own message. Undefined where no word of the line is a preset, or the command takes none. */
export async function hintAtPreset(
  { code }: CommanderError,
  command: Command | undefined,
  argv: readonly string[],
  io: TerminalIo,
): Promise<string | undefined> {
  if (code !== tooMany || command === undefined) return undefined;
  if (!command.options.some(({ long }) => long === '--preset')) return undefined;
  const config: unknown = command.getOptionValue('config');
  const { presets = {} } = await readNames(typeof config === 'string' ? config : undefined, io);
  const word = argv.find((each) => Object.hasOwn(presets, each));
  if (word === undefined) return undefined;
  return `${word} is a preset of the config: write \`loadstone ${command.name()} --preset ${word}\`.`;
}
