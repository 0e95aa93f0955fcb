// A check or a warning: its English sentence, and for readers of Chinese what it is about.

import type { ValidityCheck, Warning } from '../document/result.ts';
import { chinese } from '../language/catalogue.ts';
import { sentence } from '../language/sentence.ts';
import { tell } from '../language/tell.ts';
import { both } from './bilingual.ts';
import { html, type Markup } from './markup.ts';

export function renderCheckText({ name, detail }: Pick<ValidityCheck, 'name' | 'detail'>): Markup {
  return renderTitled(chinese.document.checkTitle(name), detail === '' ? name : detail);
}

export function renderWarningText(warning: Warning): Markup {
  const { code, message, messageSaid, advice, adviceSaid } = warning;
  if (messageSaid !== undefined)
    return both((m) => sentence`${tell(message, messageSaid)(m)} ${tell(advice, adviceSaid)(m)}`);
  return renderTitled(chinese.document.warningTitle(code), `${message} ${advice}`);
}

function renderTitled(title: string | undefined, text: string): Markup {
  const above = title !== undefined && html`<span lang="zh-Hans" hidden>${title}：</span>`;
  return html`${above}<bdi class="quote" lang="en">${text}</bdi>`;
}
