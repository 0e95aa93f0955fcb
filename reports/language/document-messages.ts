// What the document says in sentences of its own: how each language tells them.
import type { Phrase } from '../document/phrase.ts';
import type { Sentence } from './sentence.ts';

export interface DocumentMessages {
  /** Undefined where the document's own sentence is as good, or nothing better is known. */
  say(phrase: Phrase): Sentence | undefined;
  /** What a check or a warning is about, above its English sentence; undefined as above. */
  checkTitle(name: string): string | undefined;
  warningTitle(code: string): string | undefined;
}
