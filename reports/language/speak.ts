// Messages of a language from its templates.
import type { Templates } from '../document/messages/define.ts';
import type { Language } from '../document/messages/format.ts';
import { renderTemplate, type Value } from '../document/messages/render.ts';
import { type Sentence, toPlainText } from '../document/messages/sentence.ts';

/** A list that is longer names so many less one, and counts the rest. */
const mostNamed = 5;

/** The messages of a section in a language; the English texts tell which are functions. */
export function speak(
  section: Readonly<Record<Language, Templates>>,
  language: Language,
): Readonly<Record<string, unknown>> {
  const said = Object.entries(section.en).map(([key, english]) => {
    const own = section[language][key];
    if (typeof english === 'string') return [key, sayTemplate(language, String(own), english)];
    const words = Object.entries(english).map(([word, each]) => {
      const text = typeof own === 'object' ? own[word] : undefined;
      return [word, sayTemplate(language, text ?? each, each)];
    });
    return [key, Object.fromEntries(words)];
  });
  return Object.fromEntries(said);
}

function sayTemplate(language: Language, template: string, english: string) {
  const isMarked = english.includes('<');
  const write = (params: Readonly<Record<string, Value>>): Sentence =>
    renderTemplate(language, template, params, mostNamed);
  if (!english.includes('{')) return isMarked ? write({}) : template;
  return (params: Readonly<Record<string, Value>>): Sentence | string => {
    const said = write(params);
    const isText = !isMarked && !Object.values(params).some((value) => typeof value === 'object');
    return isText ? toPlainText(said) : said;
  };
}
