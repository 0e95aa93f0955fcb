// The frame of the smaller pages, of a sweep, of two runs, of a tour: head, header with its switches, footer, script.
import type { Localized } from '../language/catalogue.ts';
import { pageScript, pageStyle } from './assets.ts';
import { both } from './bilingual.ts';
import { html, Markup } from './markup.ts';
import { buildContentSecurityPolicy } from './security.ts';
import { renderSwitches } from './switches.ts';

export interface PageFrame {
  /** Of the browser's tab, in English. */
  readonly title: string;
  /** What the page is, above its finding; absent where the finding says so. */
  readonly kicker?: Localized;
  /** What it found. */
  readonly heading: Localized;
  /** True where the heading is what is wrong. */
  readonly isAlarm?: boolean;
  /** `Loadstone 1.2.3`. */
  readonly generator: string;
  readonly header: Markup;
  /** As `renderContents` makes them; absent: the page has none. */
  readonly contents?: Markup;
  readonly main: Markup;
}

/** A self-contained HTML page that is complete without script, style sheet or network. */
export function renderPageFrame({
  title,
  kicker,
  heading,
  isAlarm = false,
  generator,
  header,
  contents,
  main,
}: PageFrame): string {
  const policy = buildContentSecurityPolicy(pageStyle, pageScript);
  return html`<!doctype html>
<html lang="en" data-theme="auto">
<head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${new Markup(policy)}"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="generator" content="${generator}"><link rel="icon" href="data:,"><title>${title}</title><style>${new Markup(pageStyle)}</style></head>
<body${contents && html` class="with-contents"`}><a class="skip" href="#findings">${both((m) => m.page.skip)}</a>
<header><p>${header}</p>${renderSwitches()}</header>${contents}
<main>
${kicker && html`<p class="question">${both(kicker)}</p>`}<h1 id="findings"${isAlarm && html` class="bad"`}>${both(heading)}</h1>
${main}
</main>
<footer><small>${generator}</small></footer>
<script>${new Markup(pageScript)}</script></body></html>
`.text;
}
