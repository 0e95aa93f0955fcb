// Texts on which a regular expression of a careless form takes the square of their length. Pure.

interface Pump {
  /** A text that brings the expression to a repetition. */
  readonly before: string;
  /** One turn of it. */
  readonly turn: string;
}

/** What one character may be; the first that fits is taken. */
const candidates = [
  ...'a0 "-=.:,/;<>()[]{}\\@#&?+*^$_%|~\'`!',
  ...['\n', '\t', '\r', 'Z', 'x', '\u4e2d', '\u00e9', '\u{1f600}', '\u0001'],
];

function sampleOf(atom: string, flags: string): string {
  const one = new RegExp(`^(?:${atom})$`, flags.replace(/[gym]/g, ''));
  // A letter is its own sample; of an escape the sign behind it may be.
  return [atom, atom.slice(-1), ...candidates].find((candidate) => one.test(candidate)) ?? '';
}

/** Reads an expression from left to right, by its syntax alone: what matches it, and where it repeats. */
class PatternReader {
  readonly pumps: Pump[] = [];
  readonly #source: string;
  readonly #flags: string;
  #at = 0;

  constructor({ source, flags }: RegExp) {
    this.#source = source;
    this.#flags = flags;
  }

  /** Reads alternatives up to the end or a closing bracket; gives what matches the first of them. */
  read(before: string): string {
    const first = this.#readSequence(before);
    while (this.#source[this.#at] === '|') {
      this.#at += 1;
      this.#readSequence(before);
    }
    return first;
  }

  #readSequence(before: string): string {
    let text = '';
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at] ?? '')) {
      const one = this.#readAtom(before + text);
      const { least, isEndless } = this.#readQuantifier();
      if (isEndless && one !== '') this.pumps.push({ before: before + text, turn: one });
      text += one.repeat(Math.max(1, least));
    }
    return text;
  }

  #readAtom(before: string): string {
    const rest = this.#source.slice(this.#at);
    if (rest.startsWith('(')) return this.#readGroup(before, rest);
    const atom =
      /^(?:\[(?:[^\]\\]|\\.)*\]|\\[pP]\{[^}]*\}|\\u\{[^}]*\}|\\u.{4}|\\x..|\\.|.)/su.exec(
        rest,
      )?.[0] ?? '';
    this.#at += atom.length;
    return ['^', '$', '\\b', '\\B'].includes(atom) ? '' : sampleOf(atom, this.#flags);
  }

  #readGroup(before: string, rest: string): string {
    const opening = /^\((?:\?(?:<?[=!]|<[^>]*>|[a-z-]*:))?/.exec(rest)?.[0] ?? '(';
    this.#at += opening.length;
    const inside = this.read(before);
    this.#at += 1;
    return /^\(\?<?[=!]/.test(opening) ? '' : inside;
  }

  #readQuantifier(): { readonly least: number; readonly isEndless: boolean } {
    const found = /^(?:([*+?])|\{(\d+)(,?)(\d*)\})\??/.exec(this.#source.slice(this.#at));
    if (found === null) return { least: 1, isEndless: false };
    this.#at += found[0].length;
    const [, sign, least = '0', comma, most] = found;
    if (sign !== undefined) return { least: sign === '+' ? 1 : 0, isEndless: sign !== '?' };
    return { least: Number(least), isEndless: comma === ',' && most === '' };
  }
}

const ends = ['', '\u0000', '\n', ' ', 'a', '"', ')'];

/** Texts of about that many characters, on which the expression repeats, or begins again and again. */
export function listAttacks(pattern: RegExp, length: number): readonly string[] {
  const reader = new PatternReader(pattern);
  reader.read('');
  const beginnings = reader.pumps.flatMap(({ before, turn }) => [
    turn.repeat(length / turn.length),
    before + turn.repeat(length / turn.length),
    (before + turn).repeat(length / (before.length + turn.length)),
  ]);
  return [...new Set(beginnings)].flatMap((text) => ends.map((end) => text + end));
}
