// What the author of a tour wrote, in both languages where both are there.
import type { OwnText } from '../../document/tour.ts';
import { sayOwn } from '../../verdict/build-tour.ts';
import { both } from '../bilingual.ts';
import { html, type Markup } from '../markup.ts';
import { renderOwnWords } from '../own-words.ts';

export function renderOwnText(text: OwnText): Markup {
  return text.zh === null ? renderOwnWords(text.en) : html`<bdi>${both(sayOwn(text))}</bdi>`;
}
