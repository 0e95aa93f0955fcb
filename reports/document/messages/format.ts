// ICU messages, parsed once, with what is put into them as it is: text, or whatever a tag or a parameter makes of it.
import { IntlMessageFormat } from 'intl-messageformat';

export type Language = 'en' | 'zh';

/** What a tag of a template makes of what stands in it. */
export type Tag = (parts: unknown[]) => unknown;

const formats: Readonly<Record<Language, Map<string, IntlMessageFormat>>> = {
  en: new Map(),
  zh: new Map(),
};

/** The parts of the message in their order. Throws where a parameter or a tag of the template is not among the values. */
export function formatParts(
  language: Language,
  template: string,
  values: Readonly<Record<string, unknown>>,
): readonly unknown[] {
  const known = formats[language];
  const format = known.get(template) ?? new IntlMessageFormat(template, language);
  known.set(template, format);
  return format.formatToParts<unknown>(values as Record<string, Tag>).map(({ value }) => value);
}
