// The header fields of an answer, where a request or a cookie jar wants them.

/** Names and values in turn, as they came. */
export type FieldList = readonly string[];

/** Splits the field lines of a head, each of which ends in CRLF. */
export function splitFieldLines(lines: string): FieldList {
  return lines.split('\r\n').flatMap((line) => {
    const colon = line.indexOf(':');
    return colon < 0 ? [] : [line.slice(0, colon), line.slice(colon + 1).trim()];
  });
}

/** The values of one field in their order. @param wanted its name in lower case */
export function valuesOfField(fields: FieldList, wanted: string): readonly string[] {
  return fields.filter(
    (_, index) => index % 2 === 1 && fields[index - 1]?.toLowerCase() === wanted,
  );
}

/** By name in lower case; values of a field that came several times are joined by `, `. */
export function toHeaders(fields: FieldList): Readonly<Record<string, string>> {
  const joined = new Map<string, string>();
  for (let index = 0; index + 1 < fields.length; index += 2) {
    const name = (fields[index] ?? '').toLowerCase();
    const value = fields[index + 1] ?? '';
    const before = joined.get(name);
    joined.set(name, before === undefined ? value : `${before}, ${value}`);
  }
  return Object.fromEntries(joined);
}
