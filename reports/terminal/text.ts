// Text of a known width in columns: Chinese characters take two.
import { styleText } from 'node:util';
import cliTruncate from 'cli-truncate';
import stringWidth from 'string-width';
import { cleanText } from '../figures/clean-text.ts';

/** Colours where they were asked for; plain text otherwise. */
export type Paint = (style: Parameters<typeof styleText>[0], text: string) => string;

/** `colour` is the caller's decision: streams and environment are not looked at here. */
export function createPaint(colour: boolean): Paint {
  return (style, text) => (colour ? styleText(style, text, { validateStream: false }) : text);
}

/** Columns that the text takes. */
export function measureWidth(text: string): number {
  return stringWidth(text);
}

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** At most `width` columns, with `…` where something was cut off. Never cuts a character in two. */
export function cutToWidth(text: string, width: number): string {
  return cliTruncate(cleanText(text), width);
}

/** Exactly `width` columns: cut or filled with spaces on the right, or on the left for figures. */
export function fitToWidth(text: string, width: number, align: 'left' | 'right'): string {
  const cut = cutToWidth(text, width);
  const fill = ' '.repeat(Math.max(0, width - measureWidth(cut)));
  return align === 'left' ? cut + fill : fill + cut;
}

/**
 * Lines of at most `width` columns, broken at spaces or between wide characters. (wrap-ansi gives the same for English; in
 * Chinese it breaks inside Latin words and puts a closing mark at the beginning of a line.)
 */
export function wrapText(text: string, width: number): string[] {
  const lines: string[] = [];
  let line = '';
  for (const piece of splitPieces(cleanText(text))) {
    const candidate = line === '' ? piece.trimStart() : line + piece;
    if (measureWidth(candidate.trimEnd()) <= width) {
      line = candidate;
      continue;
    }
    if (line.trim() !== '') lines.push(line.trimEnd());
    line = cutLongPiece(piece.trimStart(), width, lines);
  }
  if (line.trim() !== '') lines.push(line.trimEnd());
  return lines;
}

/** The same with a mark before the first line, and as much room before the others. */
export function wrapMarked(text: string, width: number, mark: '!' | '→' = '!'): string[] {
  return wrapText(text, width - 2).map((line, index) => `${index === 0 ? mark : ' '} ${line}`);
}

/** A piece longer than a whole line is cut into full lines; the rest is returned. */
function cutLongPiece(piece: string, width: number, lines: string[]): string {
  let rest = '';
  for (const { segment } of graphemes.segment(piece)) {
    if (measureWidth(rest + segment) > width) {
      lines.push(rest);
      rest = '';
    }
    rest += segment;
  }
  return rest;
}

/** Words with the space before them; wide characters stand alone, closing marks stay with what they close. */
function splitPieces(text: string): string[] {
  const pieces: string[] = [];
  // Blanks at the end are no part of a word, and searching them for one takes the square of their number.
  for (const word of text.trimEnd().match(/\s*\S+/g) ?? []) {
    let run = '';
    for (const { segment } of graphemes.segment(word)) {
      const isWide = measureWidth(segment) === 2 && !/[，。、；：！？）】》”]/.test(segment);
      if (isWide && run.trim() !== '') {
        pieces.push(run);
        run = '';
      }
      run += segment;
    }
    pieces.push(run);
  }
  return pieces;
}
