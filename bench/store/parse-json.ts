// JSON from a file, within limits of depth and size that are looked at before it is parsed.

/** Deeper than any record; what works through the value later calls itself once a level. */
const mostDepth = 200;
/** Values in one text: ten million would take gigabytes as objects. */
const mostValues = 10_000_000;

/** @throws Error with the end of a sentence: why the text is no JSON that is read here */
export function parseJson(content: Buffer): unknown {
  const problem = computeExcess(content);
  if (problem !== undefined) throw new Error(problem);
  try {
    return JSON.parse(content.toString('utf8')) as unknown;
  } catch (thrown) {
    throw new Error('is no JSON', { cause: thrown });
  }
}

const quote = 0x22;
const backslash = 0x5c;
const comma = 0x2c;

/** Strings are skipped as a whole, so that this costs little where most of a text is in them. */
function computeExcess(content: Buffer): string | undefined {
  let depth = 0;
  let values = 0;
  for (let at = 0; at < content.length; at += 1) {
    const byte = content[at];
    if (byte === quote) {
      at = findStringEnd(content, at);
      if (at === -1) return 'is no JSON';
    } else if (byte === comma) {
      values += 1;
    } else if (byte === 0x5b || byte === 0x7b) {
      depth += 1;
      values += 1;
      if (depth > mostDepth) return `is nested more than ${mostDepth} deep`;
    } else if (byte === 0x5d || byte === 0x7d) {
      depth -= 1;
    }
  }
  return values > mostValues ? `has more than ${mostValues} values` : undefined;
}

/** Place of the quote that ends the string; -1 where none does. */
function findStringEnd(content: Buffer, start: number): number {
  for (
    let end = content.indexOf(quote, start + 1);
    end !== -1;
    end = content.indexOf(quote, end + 1)
  ) {
    let backslashes = 0;
    while (content[end - 1 - backslashes] === backslash) backslashes += 1;
    if (backslashes % 2 === 0) return end;
  }
  return -1;
}
