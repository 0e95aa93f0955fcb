// A text as it reads without the escapes of JSON, URLs and HTML, and where each part of it stands in the text as given.
import type { TextPart } from '../spec/url-parts.ts';

export interface PlainSpelling {
  readonly text: string;
  /** The part of the given text that spells this part of the plain one, whole escapes at both ends. */
  toGiven(part: TextPart): TextPart;
}

/** Bytes that a URL escapes, escaped again any number of times up to five. */
const byte = (digits: string): string => `%(?:25){0,5}${digits}`;
const follower = byte('[89abAB][0-9a-fA-F]');

/**
 * Every branch that can begin takes its run whole, so that none is read twice: any number of backslashes or `amp;`
 * stands for an escape that was escaped again. A line break is none in plain text: base64 is wrapped, output indented.
 */
const anyEscape = new RegExp(
  [
    String.raw`\\+(?:u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|[nr][ \t]*|["'/t])?`,
    '&(?:amp;)*(?:#[xX][0-9a-fA-F]{1,8};|#[0-9]{1,8};|(?:lt|gt|quot|apos);)?',
    byte('[cdCD][0-9a-fA-F]') + follower,
    byte('[eE][0-9a-fA-F]') + follower.repeat(2),
    byte('[fF][0-7]') + follower.repeat(3),
    // Last, since a `%` that is escaped itself begins like the others.
    byte('[0-7][0-9a-fA-F]'),
    // The line with which messages quote output stands before each of its lines.
    String.raw`[\r\n]+[ \t]*(?:│[ \t]*)?`,
  ].join('|'),
  'g',
);

/** Reads the text once; what is no escape stays as it is. */
export function spellPlainly(given: string): PlainSpelling {
  const pieces: string[] = [];
  const escapes: { readonly plain: TextPart; readonly given: TextPart }[] = [];
  const read = new Map<string, string>();
  let done = 0;
  let length = 0;
  for (const { 0: found, index } of given.matchAll(anyEscape)) {
    const plain = read.get(found) ?? readEscape(found);
    read.set(found, plain);
    if (plain === found) continue;
    const start = length + index - done;
    const end = start + plain.length;
    pieces.push(given.slice(done, index), plain);
    done = index + found.length;
    length = end;
    escapes.push({ plain: { start, end }, given: { start: index, end: done } });
  }
  const toGiven = ({ start, end }: TextPart): TextPart => ({
    start: locate(start).start,
    end: locate(end - 1).end,
  });
  /** The letter at an index of the plain text. */
  const locate = (at: number): TextPart => {
    let low = 0;
    let high = escapes.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((escapes[middle]?.plain.start ?? 0) <= at) low = middle + 1;
      else high = middle;
    }
    // Of several at one index the last holds the letter; those before it stand for nothing.
    const before = escapes[low - 1];
    if (before !== undefined && at < before.plain.end) return before.given;
    const start = (before?.given.end ?? 0) + at - (before?.plain.end ?? 0);
    return { start, end: start + 1 };
  };
  return { text: escapes.length === 0 ? given : pieces.join('') + given.slice(done), toGiven };
}

const named: Readonly<Record<string, string>> = { lt: '<', gt: '>', quot: '"', apos: "'", t: '\t' };

/** What the escape stands for, nothing for a line break; itself where it stands for no letter. */
function readEscape(found: string): string {
  const letters = found.startsWith('%')
    ? Buffer.from(found.replaceAll(/%(?:25)*([0-9a-fA-F]{2})/g, '$1'), 'hex').toString('utf8')
    : readNamed(found);
  return letters.replaceAll(/[\r\n]+[ \t]*/g, '');
}

function readNamed(found: string): string {
  if (/^[\r\n]/.test(found)) return '';
  const first = found.charAt(0);
  const name = found.replace(/^(?:\\+|&(?:amp;)*)/, '').replace(/;$/, '');
  if (name === '') return first;
  const [, hex] = /^(?:#x|u|x)([0-9a-f]+)$/i.exec(name) ?? [];
  if (hex !== undefined) return fromCodePoint(Number.parseInt(hex, 16)) ?? found;
  if (name.startsWith('#')) return fromCodePoint(Number(name.slice(1))) ?? found;
  if (first === '\\' && /^[nr]/.test(name)) return '';
  return named[name] ?? name;
}

function fromCodePoint(code: number): string | undefined {
  return code <= 0x10ffff ? String.fromCodePoint(code) : undefined;
}
