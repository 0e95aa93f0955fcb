// What was thrown as a message: by its code where it says one, else in the words of whoever threw it.
import type { Message } from '../reports/document/message.ts';
import type { MessageCode } from '../reports/document/messages/en.ts';
import {
  joinMessages,
  type ParamsOf,
  quoteText,
  writeMessage,
} from '../reports/document/messages/message.ts';
import { LoadstoneError, messageOf } from './errors.ts';

/** An error whose message reports say in the reader's language. */
export class ToldError extends Error {
  readonly told: Message;

  constructor(told: Message) {
    super(told.text);
    this.told = told;
  }
}

/** `writeMessage` as an error. */
export function failBy<Code extends MessageCode>(code: Code, ...params: ParamsOf<Code>): ToldError {
  return new ToldError(writeMessage(code, ...params));
}

export function tellCause(thrown: unknown): Message {
  const told =
    thrown instanceof ToldError || thrown instanceof LoadstoneError ? thrown.told : undefined;
  return told ?? quoteText(messageOf(thrown));
}

/** What to do about it: by its code where it has one, else in the words of the error. */
export function tellHint({ hint, toldHint }: LoadstoneError): Message {
  return toldHint ?? quoteText(hint);
}

/** With what a failed process wrote last. @param cut how much of it; blank where there is nothing to tell */
export function tellFailure(thrown: unknown, cut: (output: string) => string): Message {
  const output = thrown instanceof LoadstoneError ? cut(thrown.output?.trim() ?? '') : '';
  if (output === '') return tellCause(thrown);
  return joinMessages([
    tellCause(thrown),
    writeMessage('last-output', { output: quoteText(output) }),
  ]);
}
