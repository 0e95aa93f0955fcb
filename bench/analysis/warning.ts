// A check or a warning: what it says by code, and in English beside it.
import type { Message } from '../../reports/document/message.ts';
import type { ValidityCheck, Warning } from '../../reports/document/result.ts';

/** @param code in capitals, for machines: `FEW_GROUPS` */
export function buildWarning(code: string, message: Message, advice: Message): Warning {
  return {
    ...{ code, message: message },
    ...{ advice: advice },
  };
}

/** @param name kebab-case, for machines: `steal` */
export function buildCheck(
  name: string,
  status: ValidityCheck['status'],
  detail: Message,
): ValidityCheck {
  return { name, status, detail: detail };
}

/** A share as a sentence shows it: `0.4%`, `20%`. */
export function formatShare(ratio: number): string {
  return `${Number((ratio * 100).toFixed(1))}%`;
}
