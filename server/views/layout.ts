// The frame of every page: head, navigation, both languages, Bootstrap from this server.
import { type Html, html } from './html.ts';
import { type Language, localPath, wordsOf } from './words.ts';

export interface Layout {
  readonly language: Language;
  readonly title: string;
  /** Path and query of the page without its language, to which the other language leads. */
  readonly path: string;
  readonly content: Html;
  /** Path of the page's own script; absent: it has none. */
  readonly script?: string;
}

const sections = [
  ['/pages/customers', 'customersShort'],
  ['/pages/dashboard', 'dashboardShort'],
  ['/pages/import', 'importShort'],
] as const;

/** A whole document. */
export function renderLayout({ language, title, path, content, script }: Layout): string {
  const words = wordsOf(language);
  const other: Language = language === 'zh' ? 'en' : 'zh';
  const links = sections.map(([target, name]) => {
    const isHere = path.startsWith(target);
    return html`<a class="nav-link link-body-emphasis${isHere && ' fw-bold'}" href="${localPath(language, target)}"${isHere && html` aria-current="page"`}>${words[name]}</a>`;
  });
  return html`<!doctype html>
<html lang="${words.htmlLang}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title} · CRM</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/assets/bootstrap.min.css">
${script !== undefined && html`<script src="${script}" defer></script>`}
</head>
<body>
<a class="visually-hidden-focusable" href="#content">${words.skip}</a>
<nav class="navbar bg-body-tertiary mb-3" aria-label="${words.navigation}"><div class="container">
<a class="navbar-brand" href="${localPath(language, '/pages/customers')}">${words.brand}</a>
<div class="nav">${links}
<a class="nav-link link-body-emphasis" href="${localPath(other, path)}" lang="${wordsOf(other).htmlLang}" hreflang="${wordsOf(other).htmlLang}">${words.otherLanguage}</a></div>
</div></nav>
<main class="container" id="content">
<h1 class="h3">${title}</h1>
${content}
</main>
</body>
</html>
`.text;
}

/** A table that scrolls in a box of its own on a narrow screen, also by keyboard. */
export function renderTableBox(label: string, table: Html): Html {
  return html`<div class="table-responsive" role="region" aria-label="${label}" tabindex="0">${table}</div>`;
}
