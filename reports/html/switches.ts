// The switches of a page: language and theme.
import { both } from './bilingual.ts';
import { html, type Markup } from './markup.ts';

/** Without a script the switches would do nothing, so the script shows them. */
export function renderSwitches(): Markup {
  return html`<div class="switches" hidden><span role="group" aria-labelledby="language"><span id="language" class="vh">${both((m) => m.page.language)}</span><button type="button" data-set="lang" data-value="en" aria-pressed="true" lang="en">English</button><button type="button" data-set="lang" data-value="zh" aria-pressed="false" lang="zh-Hans">中文</button></span> <span role="group" aria-labelledby="theme"><span id="theme" class="vh">${both((m) => m.page.theme)}</span>${renderThemeButtons()}</span></div>`;
}

function renderThemeButtons(): Markup {
  return html`<button type="button" data-set="theme" data-value="auto" aria-pressed="true">${both((m) => m.page.themeAuto)}</button><button type="button" data-set="theme" data-value="light" aria-pressed="false">${both((m) => m.page.themeLight)}</button><button type="button" data-set="theme" data-value="dark" aria-pressed="false">${both((m) => m.page.themeDark)}</button>`;
}
