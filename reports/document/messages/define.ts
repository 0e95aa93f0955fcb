// Sentences in both languages: ICU messages with tags, whose parameters are typed by the English one (`arguments.ts`).

/** Messages by key, or several of them that are chosen by a word (`verdicts.better`). */
export type Templates = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

type Translated<Texts extends Templates> = {
  readonly [Key in keyof Texts]: Texts[Key] extends string
    ? string
    : { readonly [Word in keyof Texts[Key]]: string };
};

export interface Defined<Texts extends Templates> {
  readonly en: Texts;
  readonly zh: Translated<Texts>;
}

/** Both have the same keys; a test compares parameters and tags. */
export function defineMessages<const Texts extends Templates>(
  en: Texts,
  zh: Translated<Texts>,
): Defined<Texts> {
  return { en, zh };
}
