// HTML and SVG as values: what is interpolated is escaped unless it is markup itself.
import { cleanLines, cleanText } from '../figures/clean-text.ts';

/** Text that is safe to put into a page; only `html` makes it. */
export class Markup {
  /** Private, so that nothing else that has a text passes for markup. */
  readonly #text: string;

  constructor(text: string) {
    this.#text = text;
  }

  get text(): string {
    return this.#text;
  }
}

export type Interpolated = string | number | Markup | undefined | false | readonly Interpolated[];

/** Tag: attributes must be quoted in the literal; then no value can leave its place. */
export function html(literals: TemplateStringsArray, ...values: readonly Interpolated[]): Markup {
  let text = literals[0] ?? '';
  values.forEach((value, index) => {
    text += renderInterpolated(value) + (literals[index + 1] ?? '');
  });
  return new Markup(text);
}

function renderInterpolated(value: Interpolated): string {
  if (value === undefined || value === false) return '';
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map(renderInterpolated).join('');
  return escapeText(String(value));
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
  '`': '&#96;',
};

/** Safe as text and inside quotes of either kind. */
export function escapeText(text: string): string {
  return cleanText(text).replace(/[&<>"'`]/g, (character) => entities[character] ?? '');
}

/**
 * A value as JSON in an attribute of this name. Its quotes stand as they are, which six characters for each
 * would not; what could leave the attribute or end a string early stands as `\\u` escapes. Its texts are as clean as
 * those beside it: the script of the page shows them, and finds elements by them.
 */
export function jsonAttribute(name: string, value: unknown): Markup {
  const json = JSON.stringify(cleanValue(value)).replace(/\\\\|\\"|[&'<>`]/g, (found) => {
    if (found === '\\\\') return found;
    const character = found.at(-1) ?? '';
    return `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`;
  });
  return new Markup(` ${name}='${json}'`);
}

function cleanValue(value: unknown): unknown {
  if (typeof value === 'string') return cleanLines(value);
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(cleanValue);
  return Object.fromEntries(
    Object.entries(value).map(([key, item]) => [cleanText(key), cleanValue(item)]),
  );
}

/** A coordinate with at most one decimal: a tenth of a pixel is enough and keeps pages small. */
export function px(value: number): string {
  return String(Math.round(value * 10) / 10);
}
