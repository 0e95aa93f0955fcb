// What a document says, in the reader's language where it can be told in it, else quoted.
import type { Message } from '../document/message.ts';
import type { ValidityCheck, Warning } from '../document/result.ts';
import type { Messages } from './messages.ts';
import { quote, type Sentence, sentence } from './sentence.ts';

type Told = (messages: Messages) => Sentence;

export function tell(message: Message): Told {
  return (m) => m.document.say(message) ?? [quote(message.text)];
}

/** Several, one after the other. */
export function tellAll(messages: readonly Message[]): Told {
  return (m) =>
    messages.flatMap((message, index) => {
      const told = tell(message)(m);
      return index === 0 ? told : sentence` ${told}`;
    });
}

/** Of an older document, which has no codes, what the warning is about stands before its English text. */
export function tellWarning({ code, message, advice }: Warning): Told {
  return (m) => {
    const title = message.code === 'as-written' ? open(m.document.warningTitle(code)) : '';
    return sentence`${title}${tell(message)(m)} ${tell(advice)(m)}`;
  };
}

/** The detail of a check, an older one after what it is about. */
export function tellCheck({ name, detail }: Omit<ValidityCheck, 'status'>): Told {
  return (m) => {
    const title = detail.code === 'as-written' ? open(m.document.checkTitle(name)) : '';
    return sentence`${title}${detail.text === '' ? quote(name) : tell(detail)(m)}`;
  };
}

const open = (title: string | undefined): string => (title === undefined ? '' : `${title}：`);
