// Takes out of foreign text what could move a cursor, colour a terminal, or turn the reading direction.

// Controls (terminal escapes among them), line separators, and bidirectional overrides.
const harmful = /[\p{Cc}\p{Zl}\p{Zp}\u202a-\u202e\u2066-\u2069\ufeff]/gu;

/** The text with `�` for each harmful character; line breaks and tabs become spaces. */
export function cleanText(text: string): string {
  return text
    .toWellFormed()
    .replace(/\r\n|[\n\r\t]/g, ' ')
    .replace(harmful, '\ufffd');
}
