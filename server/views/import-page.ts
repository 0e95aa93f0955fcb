// The page that imports a file of customers, with its progress. What it does is in `assets/import.js`.
import { html } from './html.ts';
import { renderLayout } from './layout.ts';
import { type Language, wordsOf } from './words.ts';

export interface ImportPage {
  readonly language: Language;
  readonly path: string;
}

/** The whole document. */
export function renderImportPage({ language, path }: ImportPage): string {
  const words = wordsOf(language);
  return renderLayout({
    ...{ language, path, title: words.importTitle, script: '/assets/import.js' },
    content: html`<p>${words.importIntro}</p>
<noscript><p class="alert alert-warning">${words.needsScript}</p></noscript>
<form id="import" class="mb-3" data-sending="${words.sending}" data-storing="${words.storing}" data-imported="${words.imported}" data-failed="${words.importFailed}" data-silent="${words.noAnswer}">
<label class="form-label" for="file">${words.file}</label>
<input class="form-control mb-2" id="file" type="file" accept=".ndjson,.jsonl,application/x-ndjson" required>
<button class="btn btn-primary">${words.startImport}</button>
</form>
<progress id="progress" class="w-100" max="1" value="0" aria-label="${words.sending}" hidden></progress>
<p id="outcome" role="status" aria-live="polite"></p>
<div id="rejected" class="table-responsive" role="region" aria-label="${words.rejectedLines}" tabindex="0" hidden><table class="table table-sm">
<caption class="caption-top">${words.rejectedLines}</caption>
<thead><tr><th scope="col">${words.line}</th><th scope="col">${words.reason}</th></tr></thead><tbody></tbody></table></div>`,
  });
}
