// What the languages do with names, spans of time and lists: the tags of templates.
import type { Language, Tag } from '../document/messages/format.ts';
import { type MetricName, metrics, nameMetrics } from '../document/metrics.ts';
import { formatElapsed } from '../figures/quantity.ts';
import { type Segment, type Sentence, sentence, toPlainText } from './sentence.ts';

interface Words {
  /** A word where a sentence begins. */
  capital(word: string): string;
  /** A word after, and before, others of the sentence. */
  term(word: string): string;
  lead(word: string): string;
  /** @param ms as shown to people: `3 min 20 s` */
  elapsed(ms: number): string;
  /** `a, b and c`; above five the rest is counted. */
  and(items: readonly Sentence[]): Sentence;
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

  constructor(items: readonly Sentence[]) {
    this.items = items;
  }
}

type Part = string | Segment | Sentence | List;

/** A parameter that is no text, as tags take it. */
export function listOf(items: readonly Sentence[]): Part {
  return new List(items);
}

/** The parts of a message as one sentence. */
export function toSentence(language: Language, parts: readonly unknown[]): Sentence {
  return (parts as readonly Part[]).flatMap((part): Sentence => {
    if (typeof part === 'string') return [{ kind: 'text', text: part }];
    if (part instanceof List) return words[language].and(part.items);
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
      return new List(part.items.map((item) => [markPart(item) as Segment]));
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

/** `a`, `a and b`, `a, b and c`; above five the rest is counted. */
export function joinEnglish(items: readonly Sentence[]): Sentence {
  const shown = items.length > 5 ? items.slice(0, 4) : items;
  const last: Sentence =
    items.length > 5 ? sentence`${String(items.length - 4)} more` : (shown.at(-1) ?? []);
  const before = items.length > 5 ? shown : shown.slice(0, -1);
  if (before.length === 0) return last;
  const commas = before.flatMap((item, index) => (index === 0 ? item : sentence`, ${item}`));
  return sentence`${commas} and ${last}`;
}

/** `甲`, `甲和乙`, `甲、乙和 p99`; above five the rest is counted. Latin letters stand apart from 和. */
export function joinChinese(items: readonly Sentence[]): Sentence {
  const tooMany = items.length > 5;
  const shown = tooMany ? items.slice(0, 4) : items.slice(0, -1);
  const last = tooMany
    ? sentence`其余 ${String(items.length - 4)} 个方案`
    : (items.at(-1) ?? sentence``);
  if (shown.length === 0) return last;
  const commas = shown.flatMap((item, index) => (index === 0 ? item : sentence`、${item}`));
  const before = /[\x21-\x7e]$/.test(toPlainText(commas)) ? ' ' : '';
  const after = /^[\x21-\x7e]/.test(toPlainText(last)) ? ' ' : '';
  return sentence`${commas}${before}和${after}${last}`;
}

/** `42 秒`, `3 分 20 秒`, `2 小时 05 分`. */
function formatChineseElapsed(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} 秒`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} 分 ${String(seconds % 60).padStart(2, '0')} 秒`;
  return `${Math.floor(minutes / 60)} 小时 ${String(minutes % 60).padStart(2, '0')} 分`;
}
