// Sentences as data: what is a figure or a name stays marked, so that HTML and terminals can set it apart.

/** `name` is what a user chose (isolated, never translated); `quote` is English text from the document. */
export interface Segment {
  readonly kind: 'text' | 'strong' | 'name' | 'code' | 'quote';
  readonly text: string;
}

export type Sentence = readonly Segment[];

/** A name that a user chose: a variant, a scenario, a run. */
export function name(text: string): Segment {
  return { kind: 'name', text };
}

/** Text that the document carries; it is English whatever the language of the report. */
export function quote(text: string): Segment {
  return { kind: 'quote', text };
}

/** Tag: literal parts are text, interpolated ones text or segments. */
export function sentence(
  literals: TemplateStringsArray,
  ...values: readonly (string | Segment | Sentence)[]
): Sentence {
  const segments: Segment[] = [];
  literals.forEach((literal, index) => {
    if (literal !== '') segments.push({ kind: 'text', text: literal });
    const value = values[index];
    if (value === undefined) return;
    if (typeof value === 'string') segments.push({ kind: 'text', text: value });
    else if ('kind' in value) segments.push(value);
    else segments.push(...value);
  });
  return segments;
}

/** The words alone. */
export function toPlainText(said: Sentence | string): string {
  return typeof said === 'string' ? said : said.map((segment) => segment.text).join('');
}
