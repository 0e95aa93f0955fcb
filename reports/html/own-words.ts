// Text that people wrote into their config, in whatever language that is.
import { html, type Markup } from './markup.ts';

/** By the script alone, the rarer one first: kana stand among Han characters, never the other way round. */
const scripts = [
  ['ja', /[\p{Script=Hiragana}\p{Script=Katakana}]/u],
  ['ko', /\p{Script=Hangul}/u],
  ['zh', /\p{Script=Han}/u],
] as const;

/**
 * Without a language of its own such text would be read out in the language of the page around it.
 * Latin letters do not tell which one it is: then it is said to be unknown, and readers use their own voice.
 */
export function renderOwnWords(text: string): Markup {
  const language = scripts.find(([, script]) => script.test(text))?.[0] ?? '';
  return html`<bdi class="quote" lang="${language}">${text}</bdi>`;
}
