// A check or a warning: its English sentence, and for readers of Chinese what it is about.
import { chinese } from '../language/catalogue.ts';
import type { ValidityCheck, Warning } from '../schema/result.ts';
import { html, type Markup } from './markup.ts';

export function renderCheckText({ name, detail }: Pick<ValidityCheck, 'name' | 'detail'>): Markup {
  return renderTitled(chinese.document.checkTitle(name), detail === '' ? name : detail);
}

export function renderWarningText({ code, message, advice }: Warning): Markup {
  return renderTitled(chinese.document.warningTitle(code), `${message} ${advice}`);
}

function renderTitled(title: string | undefined, text: string): Markup {
  const above = title !== undefined && html`<span lang="zh-Hans" hidden>${title}：</span>`;
  return html`${above}<bdi class="quote" lang="en">${text}</bdi>`;
}
