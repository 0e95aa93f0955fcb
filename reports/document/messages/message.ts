// Messages by code and parameters: made here, with the English text beside, and said in a language.
import type { Message, MessageValue } from '../message.ts';
import type { Arguments, Params } from './arguments.ts';
import { en, type MessageCode } from './en.ts';
import { formatParts, type Language } from './format.ts';
import { zh } from './zh.ts';

type ParamsOf<Code extends MessageCode> = [Arguments<(typeof en)[Code]>] extends [never]
  ? readonly []
  : readonly [Params<Arguments<(typeof en)[Code]>, MessageValue>];

/** The message of a code with what belongs into it. */
export function writeMessage<Code extends MessageCode>(
  code: Code,
  ...given: ParamsOf<Code>
): Message {
  const params: Message['params'] = { ...given[0] };
  return { code, params, text: write(listParts('en', code, params) ?? []) };
}

/** What a user or a service chose, never translated. @param text as English sentences show it */
export function writeName(name: string, text = name): Message {
  return { code: 'name', params: { name }, text };
}

/** A fault by its id, which has a name in every language. */
export function writeFault(id: string, title: string): Message {
  return { code: 'fault', params: { id }, text: title };
}

/** A metric by its key. @param text its English name */
export function writeMetric(metric: string, text: string): Message {
  return { code: 'metric', params: { metric }, text };
}

/** Text of others: messages of systems and drivers. It stays as it is in every language. */
export function quoteText(text: string): Message {
  return { code: 'as-written', params: {}, text };
}

/** Several as one, in this order. */
export function joinMessages(parts: readonly Message[]): Message {
  const [first] = parts;
  if (first !== undefined && parts.length === 1) return first;
  return { code: 'sentences', params: { parts }, text: parts.map(({ text }) => text).join(' ') };
}

/** Equal for messages of which at most the figures differ: what kind of thing is told, and not how much of it. */
export function nameKind({ code, text }: Message): string {
  return `${code} ${text.replaceAll(/\d(?:[\d.,]*\d)?/g, '#')}`;
}

/** Each text once. */
export function dropDoubles(messages: readonly Message[]): readonly Message[] {
  return [...new Map(messages.map((message) => [message.text, message])).values()];
}

/** Each text once, with the number of lists that have it. */
export function countMessages(
  lists: readonly (readonly Message[])[],
): readonly (readonly [Message, number])[] {
  const all = lists.flatMap(dropDoubles);
  return dropDoubles(all).map((one) => [one, all.filter(({ text }) => text === one.text).length]);
}

const languages = { en, zh };

/** Text of the message, or what stands in it: joined as in a sentence, or `separate` as the items of a list. */
export type MessagePart =
  | string
  | { readonly separate: boolean; readonly messages: readonly Message[] };

/** Undefined where the code is not known, as in a document of a newer version, or lacks a parameter. */
export function listParts(
  language: Language,
  code: string,
  params: Message['params'],
): readonly MessagePart[] | undefined {
  const templates: Readonly<Record<string, string>> = languages[language];
  const template = Object.hasOwn(templates, code) ? templates[code] : undefined;
  if (template === undefined) return undefined;
  try {
    const parts = formatParts(language, template, {
      ...params,
      items: (chunks: unknown[]) => ({ separate: true, messages: chunks.flatMap(listMessages) }),
    });
    return parts.map(toPart);
  } catch {
    return undefined;
  }
}

function toPart(value: unknown): MessagePart {
  if (typeof value !== 'object' || value === null) return String(value);
  if ('separate' in value) return value as MessagePart;
  return { separate: false, messages: listMessages(value) };
}

function listMessages(value: unknown): readonly Message[] {
  if (typeof value === 'string') return value === '' ? [] : [quoteText(value)];
  return Array.isArray(value) ? value : [value as Message];
}

function write(parts: readonly MessagePart[]): string {
  return parts
    .map((part) => {
      if (typeof part === 'string') return part;
      const texts = part.messages.map(({ text }) => text);
      return part.separate ? texts.join('; ') : joinWords(texts);
    })
    .join('');
}

/** `a`, `a and b`, `a, b and c`. */
function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}
