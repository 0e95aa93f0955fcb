// A sentence of a document: in English, and by code and parameters, so that it can be written in another language.
import Type from 'typebox';
import { name, tableOf, text } from './parts.ts';

/** A figure as text, a count, or other messages. */
export type MessageValue = string | number | Message | readonly Message[];

export interface Message {
  /**
   * Kebab-case, for example `watch-single-point`. Of its own kind are `name` (params.name, what a user chose), `fault`
   * (params.id), `metric` (params.metric), `sentences` (params.parts, one after the other) and `as-written` (what others
   * wrote, and sentences of documents from before there were codes: not to be translated).
   */
  readonly code: string;
  readonly params: Readonly<Record<string, MessageValue>>;
  /** The whole sentence in English. */
  readonly text: string;
}

// A resource of its own (`$id`), so that what is inside can refer to the whole with `#`.
export const Message = Type.Unsafe<Message>(
  Type.Object(
    {
      code: name,
      params: tableOf(Type.Union([text, Type.Number(), Type.Ref('#'), Type.Array(Type.Ref('#'))])),
      text,
    },
    { $id: 'urn:loadstone:message' },
  ),
);
