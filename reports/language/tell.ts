// What a document says, in the reader's language where it can be told in it, else quoted.
import type { FaultDescription } from '../document/faults.ts';
import type { Message } from '../document/message.ts';
import { sayFault } from '../document/messages/fault-names.ts';
import { writeLoad } from '../document/messages/load.ts';
import { sayMessage } from '../document/messages/render.ts';
import { quote, type Sentence, sentence } from '../document/messages/sentence.ts';
import type { LoadDescription, ValidityCheck, Warning } from '../document/result.ts';
import type { Messages } from './catalogue.ts';
import { titleCheck, titleWarning } from './older-titles.ts';

type Told = (messages: Messages) => Sentence;

export function tell(message: Message): Told {
  return ({ language }) => sayMessage(language, message);
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
    const title = message.code === 'as-written' ? open(titleWarning(m.language, code)) : '';
    return sentence`${title}${tell(message)(m)} ${tell(advice)(m)}`;
  };
}

/** The detail of a check, an older one after what it is about. */
export function tellCheck({ name, detail }: Omit<ValidityCheck, 'status'>): Told {
  return (m) => {
    const title = detail.code === 'as-written' ? open(titleCheck(m.language, name)) : '';
    return sentence`${title}${detail.text === '' ? quote(name) : tell(detail)(m)}`;
  };
}

const open = (title: string | undefined): string => (title === undefined ? '' : `${title}：`);

/** The load in words. */
export function tellLoad(load: LoadDescription): Told {
  return tell(writeLoad(load));
}

/** The name of a fault. */
export function titleFault(fault: FaultDescription): Told {
  return ({ language }) => sayFault(language, fault);
}

/** How a fault is done; of an older document, which has no codes, in Chinese where no figures stand in it. */
export function explainFault({ id, mechanism }: FaultDescription): Told {
  const isOlder = mechanism.code === 'as-written';
  return tell(isOlder ? { ...mechanism, code: `how-${id}` } : mechanism);
}
