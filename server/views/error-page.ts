// What a person reads where a page can't be shown.
import { html } from './html.ts';
import { renderLayout } from './layout.ts';
import { type Language, localPath, type Words, wordsOf } from './words.ts';

export interface ErrorPage {
  readonly language: Language;
  readonly path: string;
  readonly statusCode: number;
  /** By which the line of the log is found; undefined where there is none. */
  readonly requestId: string | undefined;
}

function kindOf(statusCode: number): keyof Words['errorTitles'] {
  if (statusCode === 404) return 'notFound';
  if (statusCode === 503) return 'busy';
  return statusCode < 500 ? 'wrong' : 'internal';
}

/** The whole document. */
export function renderErrorPage({ language, path, statusCode, requestId }: ErrorPage): string {
  const words = wordsOf(language);
  const kind = kindOf(statusCode);
  return renderLayout({
    ...{ language, path, title: words.errorTitles[kind] },
    content: html`<p>${words.errorTexts[kind]}</p>
${requestId !== undefined && html`<p>${words.requestId}: <code>${requestId}</code></p>`}
<p><a class="btn btn-primary" href="${localPath(language, '/pages/customers')}">${words.backToCustomers}</a></p>`,
  });
}
