// What a command may print to and read from; handed in, so that tests run whole commands. Nothing acts on a terminal but the colours and the redrawing that are ours.

import { createInterface } from 'node:readline';
import { cleanLines, cleanText } from '../../reports/figures/clean-text.ts';
import { renderPlainJson } from '../../reports/json/render-json.ts';
import type { TableOptions } from '../../reports/terminal/table.ts';
import type { Disk } from '../disk/disk.ts';
import { readStack } from '../error-position.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { createRedactor, type Redactor, redactText } from '../store/redaction.ts';
import { nameCommands, nameDocs, nameRuns } from './command-name.ts';

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
  /** Asks whoever is at the terminal and gives the answer without blanks around it; absent where nobody is. */
  readonly ask?: (question: string) => Promise<string>;
  /** True where nobody wants to hear how far a command has come (`--quiet`); absent: false. */
  readonly isQuiet?: () => boolean;
  /** From now on progress is not told; what was found, warnings and errors are. */
  readonly beQuiet?: () => void;
  /** From now on everything printed, errors too, goes through this redactor. */
  readonly hideSecrets: (redactor: Redactor) => void;
  /** From now on commands in what is printed name this folder of runs; absent where nobody reads them. */
  readonly nameRunsIn?: (folder: string) => void;
  /** The text as it would be printed, for files that are written beside it. */
  readonly redact: (text: string) => string;
}

export function openTerminal(): TerminalIo {
  let redactor = createRedactor([]);
  let runs: string | undefined;
  let isQuiet = false;
  const { env } = process;
  // Secrets first: as escapes they would not be found.
  const printTo =
    (stream: NodeJS.WriteStream) =>
    (text: string, kind: TextKind = 'plain') => {
      const colour = wantsColour({ env }, stream.isTTY === true);
      const line = text.endsWith('\n') ? text : `${text}\n`;
      const clean = redactor.text(line);
      const named =
        kind === 'file' || kind === 'columns'
          ? clean
          : nameDocs(nameCommands(nameRuns(clean, runs)));
      stream.write(guardText(named, kind, { colour }));
    };
  const isAsked = process.stdin.isTTY === true && process.stderr.isTTY === true;
  return {
    ...(isAsked && { ask: (question) => askOnTerminal(redactor.text(question)) }),
    out: printTo(process.stdout),
    err: printTo(process.stderr),
    hideSecrets: (next) => {
      redactor = next;
    },
    isQuiet: () => isQuiet,
    beQuiet: () => {
      isQuiet = true;
    },
    nameRunsIn: (folder) => {
      runs = folder;
    },
    redact: (text) => redactor.text(text),
    env,
    cwd: process.cwd(),
    isOutTty: process.stdout.isTTY === true,
    isErrTty: process.stderr.isTTY === true,
    widthColumns:
      process.stdout.columns ?? readColumns(env) ?? process.stderr.columns ?? widthOfFiles,
  };
}

/** Of what is no terminal and has no COLUMNS. */
const widthOfFiles = 160;

/** What a shell says of its terminal; undefined where it does not, or not with a number. */
export function readColumns({ COLUMNS = '' }: TerminalIo['env']): number | undefined {
  return /^[1-9]\d{0,3}$/.test(COLUMNS) ? Number(COLUMNS) : undefined;
}

/** @throws LoadstoneError INTERRUPTED at Ctrl-C or the end of the input */
function askOnTerminal(question: string): Promise<string> {
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  return new Promise((resolve, reject) => {
    lines.question(guardText(question, 'plain', { colour: false }), (answer) => {
      resolve(answer.trim());
      lines.close();
    });
    lines.once('close', () =>
      reject(
        new LoadstoneError('INTERRUPTED', 'Stopped; nothing was written.', {
          hint: 'Run the command again.',
        }),
      ),
    );
  });
}

/** Colour as NO_COLOR, FORCE_COLOR and the kind of output ask for it. */
export function wantsColour(io: Pick<TerminalIo, 'env'>, isTty: boolean): boolean {
  if (io.env.NO_COLOR !== undefined && io.env.NO_COLOR !== '') return false;
  if (io.env.FORCE_COLOR !== undefined && io.env.FORCE_COLOR !== '0') return true;
  return isTty && io.env.TERM !== 'dumb';
}

/** How a table on standard output is drawn. */
export function readTableOptions(io: TerminalIo): TableOptions {
  return { widthColumns: io.widthColumns, colour: wantsColour(io, io.isOutTty) };
}

/** Says on standard error what was written where, by kind; files that fit on no line together have one each. */
export function tellFiles(
  io: TerminalIo,
  kinds: Readonly<Record<string, readonly string[]>>,
): void {
  const lines = Object.entries(kinds).flatMap(([kind, paths]) => {
    const label = `${kind}:`.padEnd(filesIndent);
    const line = `${label}${paths.join(', ')}`;
    return line.length <= io.widthColumns
      ? [line]
      : paths.map((path, place) => `${place === 0 ? label : ' '.repeat(filesIndent)}${path}`);
  });
  io.err(`\n${lines.join('\n')}`);
}

const filesIndent = 8;

/** Says on standard error how far a command has come, unless `--quiet` was given. */
export function tellProgress(io: TerminalIo, text: string): void {
  if (io.isQuiet?.() !== true) io.err(text);
}

/** Prints a result as a table, or as JSON where that was asked for. */
export function printResult<Result>(
  result: Result,
  { json }: { readonly json?: boolean },
  renderAsTable: (result: Result, options: TableOptions) => string,
  io: TerminalIo,
  renderAsJson: (result: Result) => string = renderPlainJson,
): void {
  if (json === true) io.out(renderAsJson(result), 'file');
  else io.out(renderAsTable(result, readTableOptions(io)), 'painted');
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

/**
 * What a text may hold beside letters and line breaks. `plain`: nothing, whoever wrote it. `painted`: our colours,
 * since everything foreign in it was cleaned where it came in. `drawing`: those, and at its beginning how it is drawn
 * over what stands there. `file`: a document in a format of its own, which keeps its line ends and workflow commands.
 * `columns`: such a document whose columns are parted by tabs.
 */
export type TextKind = 'plain' | 'painted' | 'drawing' | 'file' | 'columns';

interface TextPlace {
  /** False where colours are not wanted: then none gets through, whoever made it. */
  readonly colour: boolean;
}

const escapeCode = '\u001b';
/** Bold, dim, the colours that our renderers use, and the ends of all these: none can hide a text or move it. */
const ownColours = new RegExp(`(${escapeCode}\\[(?:1|2|22|3[1-69])m)`);
const ownRedraw = new RegExp(
  `^(?:${escapeCode}\\[\\d+A)?(?:\\r${escapeCode}\\[(?:J|2K))?(?:${escapeCode}\\[\\d+A)?`,
);
/** GitHub obeys a line that begins with `::error …::`, whatever is painted before it. */
const workflowCommand = new RegExp(
  `^((?:\\s|${escapeCode}\\[\\d+m)*):(?=:[\\w-]+(?: [^\\n]*)?::)`,
  'gm',
);

/** The text as it may be written. */
export function guardText(text: string, kind: TextKind, { colour }: TextPlace): string {
  if (kind === 'columns')
    return text
      .split('\t')
      .map((column) => guardText(column, 'file', { colour }))
      .join('\t');
  if (kind === 'file') return text.split('\r\n').map(cleanFileLines).join('\r\n');
  const redraw = kind === 'drawing' ? (ownRedraw.exec(text)?.[0] ?? '') : '';
  const rest = text.slice(redraw.length);
  const isPainted = colour && kind !== 'plain';
  const clean = isPainted ? cleanBetween(rest) : cleanLines(rest);
  return redraw + disarmCommands(clean);
}

/** Where the cursor goes back over `lineCount` lines and clears what is below; the text that is drawn there follows. */
export function drawOver(lineCount: number): string {
  return lineCount > 0 ? `\u001b[${lineCount}A\r\u001b[J` : '';
}

/** Every odd part is one of ours, since the pattern captures it. */
function cleanBetween(text: string): string {
  return text
    .split(ownColours)
    .map((part, index) => (index % 2 === 1 ? part : cleanLines(part)))
    .join('');
}

/** A document has cleaned its texts by itself, in the escapes of its format; this is for one that forgot. */
function cleanFileLines(text: string): string {
  return text.split('\n').map(cleanText).join('\n');
}

function disarmCommands(text: string): string {
  return text.replace(workflowCommand, '$1\\x3a');
}
