// What a document that does not read as one is told as.
import { DocumentError } from '../../reports/document/versions.ts';
import { LoadstoneError, messageOf } from '../errors.ts';

/** RUN_UNREADABLE for one of another version, else RECORD_INVALID; anything that is no matter of its form stays as it is. */
export function describeFormatError(file: string, thrown: unknown, hint?: string): unknown {
  if (!(thrown instanceof DocumentError)) return thrown;
  const code = thrown.code === 'VERSION_UNKNOWN' ? 'RUN_UNREADABLE' : 'RECORD_INVALID';
  return new LoadstoneError(code, `${file}: ${messageOf(thrown)}`, {
    cause: thrown,
    ...(hint !== undefined && { hint }),
  });
}
