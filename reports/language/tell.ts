// A sentence of the document in the reader's language where it can be told in it, else quoted.
import type { Phrase } from '../document/phrase.ts';
import type { Messages } from './messages.ts';
import { quote, type Sentence } from './sentence.ts';

/** @param said what the document has beside the sentence; undefined in older ones */
export function tell(text: string, said: Phrase | undefined): (messages: Messages) => Sentence {
  return (m) => (said && m.document.say(said)) ?? [quote(text)];
}
