// JSON for other programs that show names in pages: what HTML or a terminal would act upon is escaped.
import { cleanJson } from '../figures/clean-text.ts';

/** Pretty JSON with a line break at its end; `<`, `>`, `&` and what would deceive a reader as \u escapes. */
export function renderEscapedJson(value: unknown): string {
  const text = cleanJson(JSON.stringify(value, null, 2)).replace(
    /[<>&]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}
