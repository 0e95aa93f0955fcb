// A check or a warning: what it says by code, and in English beside it.
import type { Phrase } from '../../reports/document/phrase.ts';
import type { ValidityCheck, Warning } from '../../reports/document/result.ts';

/** @param code in capitals, for machines: `FEW_GROUPS` */
export function buildWarning(code: string, message: Phrase, advice: Phrase): Warning {
  return {
    ...{ code, message: message.text, messageSaid: message },
    ...{ advice: advice.text, adviceSaid: advice },
  };
}

/** @param name kebab-case, for machines: `steal` */
export function buildCheck(
  name: string,
  status: ValidityCheck['status'],
  detail: Phrase,
): ValidityCheck {
  return { name, status, detail: detail.text, detailSaid: detail };
}

/** A share as a sentence shows it: `0.4%`, `20%`. */
export function formatShare(ratio: number): string {
  return `${Number((ratio * 100).toFixed(1))}%`;
}
