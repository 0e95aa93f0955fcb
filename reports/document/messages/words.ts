// What the languages do with names, spans of time and lists: the tags of templates.
import { type MetricName, metrics, nameMetrics } from '../metrics.ts';
import { formatChineseElapsed, formatElapsed } from './elapsed.ts';
import type { Language, Tag } from './format.ts';
import { type Segment, type Sentence, sentence, toPlainText } from './sentence.ts';

interface Words {
  /** A word where a sentence begins. */
  capital(word: string): string;
  /** A word after, and before, others of the sentence. */
  term(word: string): string;
  lead(word: string): string;
  /** @param ms as shown to people: `3 min 20 s` */
  elapsed(ms: number): string;
  /** `a, b and c`; where there are more than `most`, the rest is counted. */
  and(items: readonly Sentence[], most: number): Sentence;
}

/** How the items of a list are joined in a tag; else as in `a, b and c`. */
const separators: Readonly<Record<string, Readonly<Record<Language, string | undefined>>>> = {
  clauses: { en: undefined, zh: '，' },
  phrases: { en: ', ', zh: '，' },
  commas: { en: ', ', zh: '、' },
  items: { en: '; ', zh: '；' },
};

const words: Readonly<Record<Language, Words>> = {
  en: {
    // `p99` is a name and stays as it is.
    capital: (word) => word.replace(/^(?!p\d)./, (first) => first.toUpperCase()),
    term: (word) => word,
    lead: (word) => word,
    elapsed: formatElapsed,
    and: joinEnglish,
  },
  zh: {
    capital: (word) => word,
    // Latin letters stand apart from Chinese.
    term: (word) => word.replace(/^[\x21-\x7e]/, ' $&'),
    lead: (word) => word.replace(/[A-Za-z]$/, '$& '),
    elapsed: formatChineseElapsed,
    and: joinChinese,
  },
};

const metricNames = { en: nameMetrics('en'), zh: nameMetrics('zh') };

function nameMetric(language: Language, name: string): string {
  const names: Readonly<Record<string, string>> = metricNames[language];
  return names[name] ?? name;
}

function nameColumn(language: Language, name: string): string {
  return isMetricName(name) ? metrics[name].column[language] : name;
}

const isMetricName = (name: string): name is MetricName => Object.hasOwn(metrics, name);

/** Items of a parameter that are still to be joined. */
class List {
  readonly items: readonly Sentence[];
  readonly most: number;

  constructor(items: readonly Sentence[], most: number) {
    this.items = items;
    this.most = most;
  }
}

type Part = string | Segment | Sentence | List;

/** A parameter that is no text, as tags take it. @param most where more are counted and not told */
export function listOf(items: readonly Sentence[], most: number): Part {
  return new List(items, most);
}

/** The parts of a message as one sentence. */
export function toSentence(language: Language, parts: readonly unknown[]): Sentence {
  return (parts as readonly Part[]).flatMap((part): Sentence => {
    if (typeof part === 'string') return [{ kind: 'text', text: part }];
    if (part instanceof List) return words[language].and(part.items, part.most);
    return 'kind' in part ? [part] : part;
  });
}

export const tags: Readonly<Record<Language, Readonly<Record<string, Tag>>>> = {
  en: buildTags('en'),
  zh: buildTags('zh'),
};

function buildTags(language: Language): Readonly<Record<string, Tag>> {
  const own = words[language];
  const change =
    (write: (text: string) => string): Tag =>
    (parts) =>
      write(toPlainText(toSentence(language, parts)));
  return {
    b: mark('strong'),
    name: mark('name'),
    code: mark('code'),
    quote: mark('quote'),
    metricName: change((name) => own.term(nameMetric(language, name))),
    MetricName: change((name) => own.capital(nameMetric(language, name))),
    columnName: change((name) => nameColumn(language, name)),
    elapsed: change((ms) => own.elapsed(Number(ms))),
    term: change(own.term),
    lead: change(own.lead),
    capital: (parts) => {
      const [first, ...rest] = toSentence(language, parts);
      return first === undefined ? [] : [{ ...first, text: own.capital(first.text) }, ...rest];
    },
    ...Object.fromEntries(
      Object.entries(separators).map(([tag, { [language]: separator }]) => [tag, join(separator)]),
    ),
  };
}

/** Marks what stands in it, of a list each item. */
function mark(kind: Segment['kind']): Tag {
  const markPart = (part: Part): Segment | List => {
    if (part instanceof List)
      return new List(
        part.items.map((item) => [markPart(item) as Segment]),
        part.most,
      );
    if (typeof part === 'string') return { kind, text: part };
    return { kind, text: 'kind' in part ? part.text : toPlainText(part) };
  };
  return (parts) => (parts as Part[]).map(markPart);
}

/** Joins the items of the lists that stand in it. */
function join(separator: string | undefined): Tag {
  if (separator === undefined) return (parts) => parts;
  return (parts) =>
    (parts as Part[]).map((part) =>
      part instanceof List
        ? part.items.flatMap((item, index) => (index === 0 ? item : sentence`${separator}${item}`))
        : part,
    );
}

/** `a`, `a and b`, `a, b and c`; with more than `most` the last ones are counted. */
export function joinEnglish(items: readonly Sentence[], most: number): Sentence {
  const tooMany = items.length > most;
  const shown = tooMany ? items.slice(0, most - 1) : items.slice(0, -1);
  const last = tooMany
    ? sentence`${String(items.length - shown.length)} more`
    : (items.at(-1) ?? sentence``);
  if (shown.length === 0) return last;
  const commas = shown.flatMap((item, index) => (index === 0 ? item : sentence`, ${item}`));
  return sentence`${commas} and ${last}`;
}

/** `甲`, `甲和乙`, `甲、乙和 p99`; with more than `most` the last ones are counted. Latin letters stand apart from 和. */
export function joinChinese(items: readonly Sentence[], most: number): Sentence {
  const tooMany = items.length > most;
  const shown = tooMany ? items.slice(0, most - 1) : items.slice(0, -1);
  const last = tooMany
    ? sentence`其余 ${String(items.length - shown.length)} 个方案`
    : (items.at(-1) ?? sentence``);
  if (shown.length === 0) return last;
  const commas = shown.flatMap((item, index) => (index === 0 ? item : sentence`、${item}`));
  const before = /[\x21-\x7e]$/.test(toPlainText(commas)) ? ' ' : '';
  const after = /^[\x21-\x7e]/.test(toPlainText(last)) ? ' ' : '';
  return sentence`${commas}${before}和${after}${last}`;
}
