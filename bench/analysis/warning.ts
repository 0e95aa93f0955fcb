// A check or a warning: what it says by code, and in English beside it.
import type { Message } from '../../reports/document/message.ts';
import type { ResultDocument, ValidityCheck, Warning } from '../../reports/document/result.ts';

/** @param code in capitals, for machines: `FEW_GROUPS` */
export function buildWarning(code: string, message: Message, advice: Message): Warning {
  return { code, message, advice };
}

/** @param name kebab-case, for machines: `steal` */
export function buildCheck(
  name: string,
  status: ValidityCheck['status'],
  detail: Message,
): ValidityCheck {
  return { name, status, detail };
}

/** Above this share of trials, slices or episodes a caveat is about the run. */
const mostCaveatsRatio = 0.2;
/** As a sentence shows it. */
export const mostCaveats = formatShare(mostCaveatsRatio);

/** Fails where more than a fifth of those that are known have a caveat; warns of any, and of any that is not known. */
export function judgeParts(caveats: number, known: number, all = known): ValidityCheck['status'] {
  if (known > 0 && caveats / known > mostCaveatsRatio) return 'failed';
  return caveats > 0 || known < all ? 'warning' : 'ok';
}

/** One check that failed makes the run invalid. */
export function concludeChecks(checks: readonly ValidityCheck[]): ResultDocument['validity'] {
  const isInvalid = checks.some(({ status }) => status === 'failed');
  return { status: isInvalid ? 'invalid' : 'valid', checks };
}

/** A share as a sentence shows it: `0.4%`, `20%`. */
export function formatShare(ratio: number): string {
  return `${Number((ratio * 100).toFixed(1))}%`;
}
