// Says a message in both languages; the one that is not shown is hidden, also without style sheet or script.

import { type Segment, type Sentence, toPlainText } from '../document/messages/sentence.ts';
import type { Localized } from '../language/catalogue.ts';
import { chinese, english } from '../language/catalogue.ts';
import { escapeText, html, Markup } from './markup.ts';

/** Both languages as inline text; once only where they read the same. */
export function both(message: Localized): Markup {
  const [first, second] = [renderSentence(message(english)), renderSentence(message(chinese))];
  if (first.text === second.text) return first;
  return html`<span lang="en">${first}</span><span lang="zh-Hans" hidden>${second}</span>`;
}

/** Both languages as SVG texts with the same attributes (markup); SVG knows no `hidden`, so `display` does it. */
export function bothInSvg(message: Localized, attributes: Markup): Markup {
  const [first, second] = [renderSentence(message(english)), renderSentence(message(chinese))];
  if (first.text === second.text) return html`<text ${attributes}>${first}</text>`;
  return html`<text lang="en" ${attributes}>${first}</text><text lang="zh-Hans" display="none" ${attributes}>${second}</text>`;
}

/** Name and description of a drawing, in both languages. */
export function bothTitles(title: Localized, description: Localized): Markup {
  const say = (message: Localized, tag: 'title' | 'desc') =>
    [english, chinese].map((language) => {
      const text = toPlainText(message(language));
      return new Markup(
        `<${tag} lang="${language === english ? 'en' : 'zh-Hans'}">${escapeText(text)}</${tag}>`,
      );
    });
  return html`${say(title, 'title')}${say(description, 'desc')}`;
}

/** A sentence with its marks: figures bold, names isolated, quoted text in English. */
function renderSentence(sentence: Sentence | string): Markup {
  if (typeof sentence === 'string') return html`${sentence}`;
  return html`${sentence.map(renderSegment)}`;
}

function renderSegment({ kind, text }: Segment): Markup {
  switch (kind) {
    case 'text':
      return renderCommands(text);
    case 'strong':
      return html`<b>${text}</b>`;
    case 'name':
      return html`<bdi class="name">${text}</bdi>`;
    case 'code':
      return renderCode(text);
    case 'quote':
      return html`<span class="quote" lang="en">${renderCommands(text)}</span>`;
  }
}

/** A line as narrow as that of a phone holds so many characters of code. */
const unbrokenCode = 24;

/** Short code stays in one line: a browser would break `--more` behind its first hyphen. */
function renderCode(text: string): Markup {
  return text.length <= unbrokenCode
    ? html`<code class="unbroken">${text}</code>`
    : html`<code>${text}</code>`;
}

/** Sentences of a document set commands and keys between backticks. */
function renderCommands(text: string): Markup {
  const parts = text.split('`');
  if (parts.length % 2 === 0) return html`${text}`;
  return html`${parts.map((part, index) => (index % 2 === 1 ? renderCode(part) : html`${part}`))}`;
}
