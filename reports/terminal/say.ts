// Messages as plain English text.

import type { Localized } from '../language/catalogue.ts';
import { english } from '../language/catalogue.ts';
import { toPlainText } from '../language/sentence.ts';

/** The words alone, in the language of the terminal. */
export function say(message: Localized): string {
  return toPlainText(message(english));
}
