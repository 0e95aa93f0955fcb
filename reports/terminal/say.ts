// Messages as plain English text.
import { english } from '../language/catalogue.ts';
import type { Message } from '../language/messages.ts';
import { toPlainText } from '../language/sentence.ts';

/** The words alone, in the language of the terminal. */
export function say(message: Message): string {
  const phrase = message(english);
  return typeof phrase === 'string' ? phrase : toPlainText(phrase);
}
