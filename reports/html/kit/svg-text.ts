// Text in drawings: how wide it is about, and how it is cut to a width.
import stringWidth from 'string-width';
import { cleanText } from '../../figures/clean-text.ts';

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' });

/** About the width in pixels; generous, since the reader's font is not known here. */
export function estimateTextWidthPx(text: string, fontSizePx: number): number {
  return stringWidth(text) * fontSizePx * 0.62;
}

/** The text, cut with `…` where it is wider than `widthPx`. */
export function cutTextToPx(text: string, fontSizePx: number, widthPx: number): string {
  const clean = cleanText(text);
  if (estimateTextWidthPx(clean, fontSizePx) <= widthPx) return clean;
  let kept = '';
  for (const { segment } of graphemes.segment(clean)) {
    if (estimateTextWidthPx(`${kept}${segment}…`, fontSizePx) > widthPx) break;
    kept += segment;
  }
  return `${kept}…`;
}
