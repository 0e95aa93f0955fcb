// Messages as plain English text.
import { english } from '../language/catalogue.ts';
import type { Localized } from '../language/messages.ts';
import { toPlainText } from '../language/sentence.ts';

/** The words alone, in the language of the terminal. */
export function say(message: Localized): string {
  const sentence = message(english);
  return typeof sentence === 'string' ? sentence : toPlainText(sentence);
}
