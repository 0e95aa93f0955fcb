// The manual page, `man loadstone`, from the same table of commands as the help.
import type { Command, Option } from 'commander';
import { buildProgram } from '../bench/cli/program.ts';
import { exitCodes } from '../bench/errors.ts';

/** In roff, for section 1. `day` is the date of the page, such as 2026-11-30. */
export function renderManPage(day: string): string {
  const nothing = () => {};
  const program = buildProgram({
    io: {
      ...{ out: nothing, err: nothing, env: {}, cwd: '/', hideSecrets: nothing },
      ...{ isOutTty: false, isErrTty: false, widthColumns: 80, redact: (text) => text },
    },
    signal: new AbortController().signal,
    exitWith: nothing,
  });
  const commands = program.createHelp().visibleCommands(program);
  const lines = [
    `.TH LOADSTONE 1 "${day}" "loadstone ${program.version()}"`,
    '.SH NAME',
    'loadstone \\- compare configurations of a service under load',
    '.SH SYNOPSIS',
    '.B loadstone',
    '.I command',
    '[options]',
    '.SH DESCRIPTION',
    toRoff(program.description()),
    '.SH COMMANDS',
    ...commands.filter((command) => command.name() !== 'help').flatMap(renderCommand),
    '.SH EXIT STATUS',
    ...Object.entries(exitCodes).flatMap(([name, code]) => ['.TP', `.B ${code}`, sayName(name)]),
    '.SH ENVIRONMENT',
    ...['.TP', '.B NO_COLOR', 'No colours, on a terminal either.'],
    ...['.TP', '.B FORCE_COLOR', 'Colours, where the output is no terminal, too.'],
    ...commands.flatMap(({ options }) => options.flatMap(renderVariable)).filter(isFirst),
  ];
  return `${lines.join('\n')}\n`;
}

function renderCommand(command: Command): readonly string[] {
  return [
    `.SS "loadstone ${toRoff(command.name())} ${toRoff(command.usage())}"`,
    toRoff(command.description()),
    ...command
      .createHelp()
      .visibleOptions(command)
      .flatMap(({ flags, description }) => ['.TP', `.B ${toRoff(flags)}`, toRoff(description)]),
  ];
}

function renderVariable({ envVar, description }: Option): readonly string[] {
  return envVar === undefined ? [] : [`.TP\n.B ${envVar}\n${toRoff(description)}`];
}

const isFirst = (line: string, index: number, all: readonly string[]) =>
  all.indexOf(line) === index;

/** `internal` → `internal`, `wrongData` → `wrong data`. */
function sayName(name: string): string {
  return toRoff(name.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`));
}

/** Hyphens as they are typed; a line of text may not begin like a request. */
function toRoff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll(/^(?=[.'])/gm, '\\&');
}
