// A check or a warning, in both languages.
import type { ValidityCheck, Warning } from '../document/result.ts';
import { tellCheck, tellWarning } from '../language/tell.ts';
import { both } from './bilingual.ts';
import type { Markup } from './markup.ts';

export function renderCheckText(check: Omit<ValidityCheck, 'status'>): Markup {
  return both(tellCheck(check));
}

export function renderWarningText(warning: Warning): Markup {
  return both(tellWarning(warning));
}
