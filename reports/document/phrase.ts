// What a sentence of a document says, so that it can be said in another language.
import Type from 'typebox';
import { name, tableOf, text } from './parts.ts';

/** A figure as text, a count, or other phrases. */
export type PhraseValue = string | number | Phrase | readonly Phrase[];

/**
 * Stands beside a sentence as `<field>Said`, where the writer of the document knew it; documents from before 2026-11
 * have none. The sentence itself is complete without it.
 */
export interface Phrase {
  /**
   * Kebab-case, for example `watch-single-point`. Of its own kind are `name` (params.name, what a user chose), `fault`
   * (params.id), `metric` (params.metric), `sentences` (params.parts, one after the other) and `as-written` (not to be translated).
   */
  readonly code: string;
  readonly params: Readonly<Record<string, PhraseValue>>;
  /** In English, as in the document. */
  readonly text: string;
}

// A resource of its own (`$id`), so that what is inside can refer to the whole with `#`.
export const Phrase = Type.Unsafe<Phrase>(
  Type.Object(
    {
      code: name,
      params: tableOf(Type.Union([text, Type.Number(), Type.Ref('#'), Type.Array(Type.Ref('#'))])),
      text,
    },
    { $id: 'urn:loadstone:phrase' },
  ),
);
