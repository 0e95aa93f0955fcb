// Messages by code and parameters: made here, with the English text beside, and said in a language.
import type { Message, MessageValue } from '../message.ts';
import type { Arguments, Params } from './arguments.ts';
import type { en, MessageCode } from './en.ts';
import { renderCode } from './render.ts';
import { toPlainText } from './sentence.ts';

export type ParamsOf<Code extends MessageCode> = [Arguments<(typeof en)[Code]>] extends [never]
  ? readonly []
  : readonly [Params<Arguments<(typeof en)[Code]>, MessageValue>];

/** The message of a code with what belongs into it. */
export function writeMessage<Code extends MessageCode>(
  code: Code,
  ...given: ParamsOf<Code>
): Message {
  const params: Message['params'] = { ...given[0] };
  return { code, params, text: toPlainText(renderCode('en', code, params) ?? []) };
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
