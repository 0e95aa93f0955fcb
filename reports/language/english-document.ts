// The sentences of the document in English: as they stand.
import type { DocumentMessages } from './document-messages.ts';

export const englishDocument: DocumentMessages = {
  say: () => undefined,
  checkTitle: () => undefined,
  warningTitle: () => undefined,
};
