// Warnings, each with what to do.
import type { Warning } from '../../document/result.ts';
import { tellWarning } from '../../language/tell.ts';
import { both } from '../bilingual.ts';
import { html, type Markup } from '../markup.ts';

/** Nothing where there are none. */
export function renderWarnings(warnings: readonly Warning[]): Markup {
  if (warnings.length === 0) return html``;
  return html`<ul class="warnings">${warnings.map(
    (warning) =>
      html`<li><b class="wn" aria-hidden="true">!</b> ${both(tellWarning(warning))}</li>`,
  )}</ul>`;
}
