// Names of faults and how they are done, in the reader's language where that is known; others stay as the document has them.
import { faultNamesZh } from './faults.ts';
import type { Language } from './format.ts';
import { quote, type Sentence, sentence } from './sentence.ts';

const links: Readonly<Record<string, string>> = {
  service: '服务',
  postgres: 'PostgreSQL',
  redis: 'Redis',
};

/** Known faults in the reader's language, others as the document has them. */
export function sayFault(
  language: Language,
  { id, title }: { readonly id: string; readonly title: string },
): Sentence {
  const [kind = '', link] = id.split('@');
  const known =
    language === 'zh' && Object.hasOwn(faultNamesZh, kind) ? faultNamesZh[kind] : undefined;
  if (known === undefined) return [quote(title)];
  if (link === undefined) return sentence`${known}`;
  return sentence`${known}（到 ${Object.hasOwn(links, link) ? (links[link] ?? link) : quote(link)}）`;
}
