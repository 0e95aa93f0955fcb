import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { renderManPage } from '../../packaging/man-page.ts';
import { buildProgram } from './program.ts';
import type { TerminalIo } from './terminal-io.ts';

const io: TerminalIo = {
  ...{ out: () => {}, err: () => {}, hideSecrets: () => {}, redact: (text) => text },
  ...{ env: {}, cwd: '/', isOutTty: false, isErrTty: false, widthColumns: 80 },
};
const program = buildProgram({ io, signal: new AbortController().signal, exitWith: () => {} });
const commands = program
  .createHelp()
  .visibleCommands(program)
  .filter((command) => command.name() !== 'help');
const flagsOf = (name: string) =>
  commands.find((command) => command.name() === name)?.options.map(({ long }) => long) ?? [];

test.each(commands.map((command) => command.name()))('%s can be quiet', (name) => {
  expect(flagsOf(name)).toContain('--quiet');
});

/** They write what they were asked for: files, a format, a script. */
const answersInItsOwnForm = ['init', 'export', 'completion'];

test.each(
  commands.map((command) => command.name()).filter((name) => !answersInItsOwnForm.includes(name)),
)('%s answers as JSON, too', (name) => {
  expect(flagsOf(name)).toContain('--json');
});

const words = readFileSync(new URL('../../docs/cli.md', import.meta.url), 'utf8');

test.each(commands.map((command) => command.name()))(
  'docs/cli.md and the manual page have %s',
  (name) => {
    expect(words).toContain(`| \`${name}\` |`);
    expect(renderManPage('2026-11-30')).toContain(`.SS "loadstone ${name} `);
  },
);

test('no line of the manual page is taken for a request that it is not', () => {
  const requests = renderManPage('2026-11-30')
    .split('\n')
    .filter((line) => /^[.']/.test(line))
    .map((line) => line.split(' ')[0]);
  expect(new Set(requests)).toEqual(new Set(['.TH', '.SH', '.SS', '.TP', '.B', '.I']));
});
