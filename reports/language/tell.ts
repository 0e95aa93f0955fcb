// What a document says, in the reader's language where it can be told in it, else quoted.
import type { Phrase } from '../document/phrase.ts';
import type { ValidityCheck, Warning } from '../document/result.ts';
import type { Messages } from './messages.ts';
import { quote, type Sentence, sentence } from './sentence.ts';

type Told = (messages: Messages) => Sentence;

/** @param said what the document has beside the text; undefined in older ones */
export function tell(text: string, said: Phrase | undefined): Told {
  return (m) => (said && m.document.say(said)) ?? [quote(text)];
}

/** Several, one after the other. */
export function tellAll(texts: readonly string[], said: readonly Phrase[] | undefined): Told {
  return (m) =>
    texts.flatMap((text, index) => {
      const told = tell(text, said?.[index])(m);
      return index === 0 ? told : sentence` ${told}`;
    });
}

/** An older document has no phrase: then what the warning is about stands before its English text. */
export function tellWarning({ code, message, messageSaid, advice, adviceSaid }: Warning): Told {
  return (m) => {
    const title = messageSaid === undefined ? open(m.document.warningTitle(code)) : '';
    return sentence`${title}${tell(message, messageSaid)(m)} ${tell(advice, adviceSaid)(m)}`;
  };
}

/** The detail of a check, an older one after what it is about. */
export function tellCheck({ name, detail, detailSaid }: Omit<ValidityCheck, 'status'>): Told {
  return (m) => {
    const title = detailSaid === undefined ? open(m.document.checkTitle(name)) : '';
    return sentence`${title}${tell(detail === '' ? name : detail, detailSaid)(m)}`;
  };
}

const open = (title: string | undefined): string => (title === undefined ? '' : `${title}：`);
