// Keeps a Markdown text within its size: whole lines only, nothing left open, and a sentence where it was cut.

/** Lines between an opening and an end that always belong together, such as a table in `<details>`. */
export interface Block {
  readonly open: string;
  readonly lines: readonly string[];
  readonly close: string;
}

export interface Budget {
  readonly most: number;
  /** A sentence. */
  readonly cut: string;
  readonly measure: (text: string) => number;
}

/** A block that stands or falls as a whole. */
export function whole(text: string): Block {
  return { open: text, lines: [], close: '' };
}

/** Lines that are seen on demand, below `head` where there is one. `title` is Markdown already. */
export function fold(title: string, head: string, lines: readonly string[]): Block {
  const open = `<details><summary>${title}</summary>\n${head === '' ? '' : `\n${head}`}`;
  return { open, lines, close: '\n</details>' };
}

/**
 * The blocks in their order as far as they fit, and `last` in any case; ends with a line break. Where anything
 * is missing the sentence `cut` stands in its place. `measure` gives the size of a text in the unit of `most`.
 */
export function fitBlocks(
  blocks: readonly Block[],
  last: string,
  { most, cut, measure }: Budget,
): string {
  const parts = takeBlocks(blocks, cut, most - measure(`${cut}\n\n${last}\n`), measure);
  return `${[...parts, last].join('\n\n')}\n`;
}

function takeBlocks(
  blocks: readonly Block[],
  cut: string,
  most: number,
  measure: Budget['measure'],
): string[] {
  let left = most;
  const parts: string[] = [];
  for (const { open, lines, close } of blocks) {
    let room = left - measure(`${open}\n${close}\n\n`);
    if (room < 0) return [...parts, cut];
    const kept: string[] = [];
    for (const line of lines) {
      room -= measure(`${line}\n`);
      if (room < 0) break;
      kept.push(line);
    }
    parts.push([open, ...kept, ...(close === '' ? [] : [close])].join('\n'));
    if (kept.length < lines.length) return [...parts, cut];
    left = room;
  }
  return parts;
}
