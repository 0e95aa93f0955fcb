// Messages of a language from its templates.
import type { Message } from '../document/message.ts';
import { formatParts, type Language } from '../document/messages/format.ts';
import { sayMessage } from './document.ts';
import { type Segment, type Sentence, toPlainText } from './sentence.ts';
import type { Templates, Value } from './template.ts';
import { listOf, tags, toSentence } from './words.ts';

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
  const write = (params: Readonly<Record<string, Value>>): Sentence => {
    const values = Object.entries(params).map(([key, value]) => [key, toPart(language, value)]);
    return toSentence(
      language,
      formatParts(language, template, { ...tags[language], ...Object.fromEntries(values) }),
    );
  };
  if (!english.includes('{')) return isMarked ? write({}) : template;
  return (params: Readonly<Record<string, Value>>): Sentence | string => {
    const said = write(params);
    const isText = !isMarked && !Object.values(params).some((value) => typeof value === 'object');
    return isText ? toPlainText(said) : said;
  };
}

/** Text and numbers as they are; a message as it reads in this language. */
function toPart(language: Language, value: Value) {
  if (typeof value !== 'object') return value;
  if (isMessage(value)) return sayMessage(language, value);
  if (isSentence(value)) return value;
  return listOf(
    value.map((item): Sentence => {
      if (typeof item !== 'object') return [{ kind: 'text', text: String(item) }];
      return isMessage(item) ? sayMessage(language, item) : item;
    }),
  );
}

const isMessage = (value: object): value is Message => 'code' in value;

function isSentence(value: readonly unknown[]): value is Sentence {
  const [first] = value as readonly (Segment | undefined)[];
  return typeof first === 'object' && 'kind' in first;
}
