// URLs and paths as they may be written down: without user and password, query values as hashes.
import type { IsRecorded } from '../spec/recorded-names.ts';
import {
  decodeText,
  findQueryValues,
  findUserinfo,
  replaceParts,
  type TextPart,
} from '../spec/url-parts.ts';
import type { ValueHasher } from './value-hash.ts';

/** The text with every URL and path in it so. */
export function recordUrls(text: string, isRecorded: IsRecorded, hasher: ValueHasher): string {
  const bare = replaceParts<TextPart>(text, findUserinfo(text), (userinfo) =>
    hasher.mark('userinfo', userinfo),
  );
  return replaceParts(bare, findQueryValues(bare), (value, { name }) =>
    isRecorded(decodeText(name)) ? value : hasher.mark(decodeText(name), value),
  );
}
