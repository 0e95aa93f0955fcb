// Sentences of a language: from a template with what is put into it, and from a message by its code.
import { faultMetrics } from '../fault-metrics.ts';
import type { Message } from '../message.ts';
import { nameMetrics } from '../metrics.ts';
import { defineMessages } from './define.ts';
import { en } from './en.ts';
import { sayFault } from './fault-names.ts';
import { formatParts, type Language } from './format.ts';
import { name, quote, type Segment, type Sentence, sentence } from './sentence.ts';
import { listOf, tags, toSentence } from './words.ts';
import { zh } from './zh.ts';

/** What may be put into a sentence; the items of a list are joined as its tag says. */
type Inline = string | number | Sentence | Message;
export type Value = Inline | readonly Inline[] | undefined;

/** Throws where a parameter or a tag of the template is missing. @param most of a list longer than that the rest is counted */
export function renderTemplate(
  language: Language,
  template: string,
  params: Readonly<Record<string, Value>>,
  most: number,
): Sentence {
  const values = Object.entries(params).map(([key, value]) => [key, toPart(language, value, most)]);
  return toSentence(
    language,
    formatParts(language, template, { ...tags[language], ...Object.fromEntries(values) }),
  );
}

/** Text and numbers as they are; a message as it reads in this language. */
function toPart(language: Language, value: Value, most: number) {
  if (typeof value !== 'object') return value;
  if (isMessage(value)) return sayMessage(language, value);
  if (isSentence(value)) return value;
  const items = value.map((item): Sentence => {
    if (typeof item !== 'object') return [{ kind: 'text', text: String(item) }];
    return isMessage(item) ? sayMessage(language, item) : item;
  });
  return listOf(items, most);
}

const isMessage = (value: object): value is Message => 'code' in value;

function isSentence(value: readonly unknown[]): value is Sentence {
  const [first] = value as readonly (Segment | undefined)[];
  return typeof first === 'object' && 'kind' in first;
}

/** The message as it reads in this language; quoted in English where nothing better is known. */
export function sayMessage(language: Language, message: Message): Sentence {
  return translate(language, message) ?? [quote(message.text)];
}

/** Undefined where the English text of the document is as good, or nothing better is known. */
export function translate(language: Language, message: Message): Sentence | undefined {
  return language === 'zh' ? sayInChinese(message) : undefined;
}

function sayInChinese({ code, params, text }: Message): Sentence | undefined {
  switch (code) {
    case 'as-written':
      return [quote(text)];
    case 'name':
      return [name(String(params.name ?? text))];
    case 'fault':
      return sayFault('zh', { id: String(params.id ?? ''), title: text });
    case 'metric':
      return sayMetric(String(params.metric ?? ''), text);
    case 'sentences':
      return Array.isArray(params.parts)
        ? params.parts.flatMap((part) => sayMessage('zh', part))
        : undefined;
  }
  return renderCode('zh', code, params);
}

const gated = Object.fromEntries(
  Object.values(faultMetrics).flatMap(({ id, gate }) => (gate === null ? [] : [[id, gate.zh]])),
);

function sayMetric(metric: string, text: string): Sentence {
  const known: Readonly<Record<string, string>> = { ...nameMetrics('zh'), ...gated };
  return Object.hasOwn(known, metric) ? sentence`${known[metric] ?? text}` : [quote(text)];
}

const codes: Readonly<Record<Language, Readonly<Record<string, string>>>> = defineMessages(en, zh);

/** All of a list is told. Undefined where the code is not known, as in a document of a newer version, or lacks a parameter. */
export function renderCode(
  language: Language,
  code: string,
  params: Message['params'],
): Sentence | undefined {
  const template = Object.hasOwn(codes[language], code) ? codes[language][code] : undefined;
  if (template === undefined) return undefined;
  try {
    return renderTemplate(language, template, params, Number.POSITIVE_INFINITY);
  } catch {
    return undefined;
  }
}
