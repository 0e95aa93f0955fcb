// Messages as plain English text.

import { toPlainText } from '../document/messages/sentence.ts';
import type { Localized } from '../language/catalogue.ts';
import { english } from '../language/catalogue.ts';

/** The words alone, in the language of the terminal. */
export function say(message: Localized): string {
  return toPlainText(message(english));
}
