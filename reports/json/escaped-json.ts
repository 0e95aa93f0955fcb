// JSON for other programs that show names in pages: what HTML or a terminal would act upon is escaped.

/** Pretty JSON with a line break at its end; `<`, `>`, `&`, line separators and bidirectional marks as \u escapes. */
export function renderEscapedJson(value: unknown): string {
  const text = JSON.stringify(value, null, 2).replace(
    /[<>&\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${text}\n`;
}
