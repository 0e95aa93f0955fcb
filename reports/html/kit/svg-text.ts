// Text in drawings: how wide it is about, and how it is cut to a width.
import stringWidth from 'string-width';
import { cleanText } from '../../figures/clean-text.ts';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** About the width in pixels; generous, since the reader's font is not known here. */
export function estimateTextWidthPx(text: string, fontSizePx: number): number {
  return stringWidth(text) * fontSizePx * 0.62;
}

/** The text; where it is wider than `widthPx`, `…` takes the place of its middle: labels often differ at their ends. */
export function cutTextToPx(text: string, fontSizePx: number, widthPx: number): string {
  const clean = cleanText(text);
  if (estimateTextWidthPx(clean, fontSizePx) <= widthPx) return clean;
  const parts = [...graphemes.segment(clean)].map(({ segment }) => segment);
  let cut = '…';
  for (let kept = 1; kept < parts.length; kept += 1) {
    const head = parts.slice(0, Math.ceil(kept / 2)).join('');
    const tail = parts.slice(parts.length - Math.floor(kept / 2)).join('');
    const wider = `${head.trimEnd()}…${tail.trimStart()}`;
    if (estimateTextWidthPx(wider, fontSizePx) > widthPx) break;
    cut = wider;
  }
  return cut;
}

/** Room for the widest of the labels, within limits: what is wider is cut. */
export function findLabelRoom(
  labels: readonly string[],
  fontSizePx: number,
  [least, most]: readonly [number, number],
): number {
  const widest = Math.max(0, ...labels.map((label) => estimateTextWidthPx(label, fontSizePx)));
  return Math.round(Math.min(most, Math.max(least, widest)));
}
