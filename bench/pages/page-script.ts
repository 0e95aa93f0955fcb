// What runs inside a page before any script of its own, and takes the times there: a text, since this tree knows no browser.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the page has told so far; times in ms since the navigation. */
export interface PageReading {
  readonly ttfbMs?: number;
  readonly lcpMs?: number;
  readonly inpMs?: number;
  readonly clsScore?: number;
  readonly readyMs?: number;
  readonly requests: number;
  readonly transferBytes: number;
}

/** Where the script leaves what it knows. */
const place = '__loadstonePage';

/** How long a figure is waited for that the browser may not tell: LCP of a page without text or picture, INP. */
const graceMs = 5_000;

/** Between what a visitor sees and what he does; Chromium tells no times of input that comes with the first frames. */
const lookMs = 200;

/**
 * The script. The selector counts from the frame in which it is painted; TTFB, LCP, INP and CLS are those of web-vitals.
 * @param library folder of the package web-vitals
 */
export function buildPageScript(library: string, selector: string): string {
  const vitals = readFileSync(join(library, 'dist', 'web-vitals.iife.js'), 'utf8');
  return `if (window === window.top) { ${vitals}
(() => {
  const found = {};
  const keep = (name) => ({ value }) => { found[name] = value; };
  webVitals.onTTFB(keep('ttfbMs'));
  webVitals.onLCP(keep('lcpMs'), { reportAllChanges: true });
  webVitals.onCLS(keep('clsScore'), { reportAllChanges: true });
  webVitals.onINP(keep('inpMs'), { reportAllChanges: true, durationThreshold: 16 });
  const isShown = () => document.querySelector(${JSON.stringify(selector)})?.checkVisibility() === true;
  const look = () => {
    if (found.readyMs !== undefined || !isShown()) return;
    requestAnimationFrame((frameMs) => {
      if (found.readyMs !== undefined || !isShown()) return;
      found.readyMs = frameMs;
      watch.disconnect();
    });
  };
  const watch = new MutationObserver(look);
  watch.observe(document, { childList: true, subtree: true, attributes: true, characterData: true });
  for (const event of ['DOMContentLoaded', 'load']) addEventListener(event, look);
  const until = (isTrue, graceMs) => new Promise((resolve) => {
    const start = performance.now();
    const check = () =>
      isTrue() || performance.now() - start > graceMs ? resolve() : setTimeout(check, 5);
    check();
  });
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve));
  const settle = async () => {
    // Throws what is wrong with the selector, which no waiting changes.
    isShown();
    await until(() => found.readyMs !== undefined && document.readyState === 'complete', Infinity);
    await until(() => found.lcpMs !== undefined && found.ttfbMs !== undefined, ${graceMs});
    await nextFrame();
    await new Promise((resolve) => setTimeout(resolve, ${lookMs}));
  };
  const read = () => {
    const entries = ['navigation', 'resource'].flatMap((type) => performance.getEntriesByType(type));
    const sent = entries.filter(({ transferSize }) => transferSize > 0);
    return {
      ...found,
      requests: sent.length,
      transferBytes: sent.reduce((sum, { transferSize }) => sum + transferSize, 0),
    };
  };
  let isMet = false;
  new PerformanceObserver(() => { isMet = true; }).observe({ type: 'first-input' });
  const react = async () => {
    await until(() => isMet, ${graceMs});
    if (!isMet) return;
    // The last of several keys is painted, too.
    await nextFrame();
    await nextFrame();
    // The library reports in an idle moment, at the latest after a second, or as soon as the visibility may have changed.
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
    await until(() => found.inpMs !== undefined, ${graceMs});
  };
  window.${place} = { settle, read, react };
})(); }`;
}

/** Each a text for the page: wait until it shows, wait for what an interaction gave, read. */
export const pageCalls = {
  settle: `window.${place}.settle()`,
  react: `window.${place}.react()`,
  read: `window.${place}.read()`,
} as const;
