// All checks of a run, folded.
import type { ResultDocument } from '../document/result.ts';
import type { Block } from './budget.ts';
import { escapeMarkdown, renderName } from './escape.ts';

/** Nothing where the document has no checks. */
export function listChecks({ validity }: Pick<ResultDocument, 'validity'>): Block[] {
  const signs = { ok: '✓', warning: '⚠', failed: '✗' } as const;
  const lines = validity.checks.map(
    (check) =>
      `- ${signs[check.status]} ${renderName(check.name)}: ${escapeMarkdown(check.detail)}`,
  );
  if (lines.length === 0) return [];
  const open = '<details><summary>Can this run be trusted? All checks</summary>\n';
  return [{ open, lines, close: '\n</details>' }];
}
