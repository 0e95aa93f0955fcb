// What of a text reaches a terminal or the log of a CI: nothing acts there but the colours and the redrawing that are ours.
import { cleanLines, cleanText } from '../../reports/figures/clean-text.ts';

/**
 * What a text may hold beside letters and line breaks. `plain`: nothing, whoever wrote it. `painted`: our colours,
 * since everything foreign in it was cleaned where it came in. `drawing`: those, and at its beginning how it is drawn
 * over what stands there. `file`: a document in a format of its own, which keeps its line ends and workflow commands.
 */
export type TextKind = 'plain' | 'painted' | 'drawing' | 'file';

export interface TextPlace {
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
