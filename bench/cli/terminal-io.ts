// What a command may print to and read from; handed in, so that tests run whole commands.

import type { Disk } from '../disk/disk.ts';
import { readStack } from '../error-position.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { createRedactor, type Redactor, redactText } from '../store/redaction.ts';
import { guardText, type TextKind } from './terminal-text.ts';

export interface TerminalIo {
  /** Results: standard output. Without a kind nothing in the text acts on a terminal. */
  readonly out: (text: string, kind?: TextKind) => void;
  /** Progress and errors: standard error. */
  readonly err: (text: string, kind?: TextKind) => void;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly isOutTty: boolean;
  readonly isErrTty: boolean;
  /** Columns of the terminal, 160 where it is none. */
  readonly widthColumns: number;
  /** Where runs are kept; absent: the file system of this machine. */
  readonly disk?: Disk;
  /** Wall clock, ms since 1970; absent: that of this machine. */
  readonly readNowMs?: () => number;
  /** From now on everything printed, errors too, goes through this redactor. */
  readonly hideSecrets: (redactor: Redactor) => void;
  /** The text as it would be printed, for files that are written beside it. */
  readonly redact: (text: string) => string;
}

/** The real terminal. */
export function openTerminal(): TerminalIo {
  let redactor = createRedactor([]);
  const { env } = process;
  // Secrets first: as escapes they would not be found.
  const printTo =
    (stream: NodeJS.WriteStream) =>
    (text: string, kind: TextKind = 'plain') => {
      const colour = wantsColour({ env }, stream.isTTY === true);
      const line = text.endsWith('\n') ? text : `${text}\n`;
      stream.write(guardText(redactor.text(line), kind, { colour }));
    };
  return {
    out: printTo(process.stdout),
    err: printTo(process.stderr),
    hideSecrets: (next) => {
      redactor = next;
    },
    redact: (text) => redactor.text(text),
    env,
    cwd: process.cwd(),
    isOutTty: process.stdout.isTTY === true,
    isErrTty: process.stderr.isTTY === true,
    widthColumns: process.stdout.columns ?? process.stderr.columns ?? 160,
  };
}

/** Colour as NO_COLOR, FORCE_COLOR and the kind of output ask for it. */
export function wantsColour(io: Pick<TerminalIo, 'env'>, isTty: boolean): boolean {
  if (io.env.NO_COLOR !== undefined && io.env.NO_COLOR !== '') return false;
  if (io.env.FORCE_COLOR !== undefined && io.env.FORCE_COLOR !== '0') return true;
  return isTty && io.env.TERM !== 'dumb';
}

/** What happened, the last output of a failed child, and what to do next. */
export function renderError(thrown: unknown): string {
  if (thrown instanceof LoadstoneError) {
    const output = thrown.output?.trimEnd();
    const quoted = output ? `\n  │ ${output.split('\n').join('\n  │ ')}` : '';
    return redactText(`loadstone: ${thrown.message} [${thrown.code}]${quoted}\n  → ${thrown.hint}`);
  }
  return redactText(
    `loadstone: unexpected error [INTERNAL]\n${readStack(thrown) || messageOf(thrown)}\n  → This is a bug of Loadstone; please report it.`,
  );
}
