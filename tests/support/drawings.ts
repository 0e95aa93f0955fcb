// What a test asks of the drawings of a page: does their text collide, is it cut off, can it be read.
import type { Page } from 'playwright-core';

export interface DrawnTexts {
  /** Texts that are shown, so that a test can tell that it looked at some. */
  readonly seen: number;
  readonly troubles: readonly string[];
}

// These run in the page, so they are text here: the tree is checked without the types of a browser.
const collisions = (selector: string) => `(() => {
  const troubles = [];
  let seen = 0;
  for (const svg of document.querySelectorAll(${JSON.stringify(selector)})) {
    const frame = svg.getBoundingClientRect();
    const texts = [...svg.querySelectorAll('text')]
      .map((text) => ({ box: text.getBoundingClientRect(), words: text.textContent }))
      .filter(({ box }) => box.width > 0);
    seen += texts.length;
    for (const [index, { box, words }] of texts.entries()) {
      const isOutside = box.right > frame.right + 1 || box.left < frame.left - 1;
      if (isOutside || box.bottom > frame.bottom + 1) troubles.push('outside: ' + words);
      for (const other of texts.slice(index + 1)) {
        const x = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
        const y = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
        if (x > 1 && y > 2) troubles.push(words + ' / ' + other.words);
      }
    }
  }
  return { seen, troubles };
})()`;

/** Texts that cover each other or leave their drawing. @param selector of the drawings, each an `svg` */
export function findCollisions(page: Page, selector: string): Promise<DrawnTexts> {
  return page.evaluate<DrawnTexts>(collisions(selector));
}

// axe tells the contrast of text on boxes, not of text in drawings. Luminance and ratio as WCAG 2.2 defines them.
const faintness = `(() => {
  const read = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const luminance = (colour) => {
    const [r, g, b] = read(colour).map((byte) => {
      const share = byte / 255;
      return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ground = luminance(getComputedStyle(document.documentElement).backgroundColor);
  const troubles = [];
  let seen = 0;
  for (const text of document.querySelectorAll('svg text')) {
    if (text.getClientRects().length === 0) continue;
    seen += 1;
    const ink = luminance(getComputedStyle(text).fill);
    const ratio = (Math.max(ink, ground) + 0.05) / (Math.min(ink, ground) + 0.05);
    if (ratio < 4.5) troubles.push(ratio.toFixed(2) + ': ' + text.textContent);
  }
  return { seen, troubles };
})()`;

/** Texts of drawings with less contrast to the page than 4.5 to 1. */
export function findFaintTexts(page: Page): Promise<DrawnTexts> {
  return page.evaluate<DrawnTexts>(faintness);
}
