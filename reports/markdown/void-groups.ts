// The groups that were left out, with their reasons: often the cause of an invalid run.
import type { ResultDocument } from '../document/result.ts';
import type { Block } from './budget.ts';
import { escapeMarkdown } from './escape.ts';

/** A folded list, or nothing where every group counts; groups are counted from 1 as on the page. */
export function listVoidGroups(document: ResultDocument): readonly Block[] {
  const lines = document.groups
    .filter((group) => group.status === 'void')
    .map((group) => `- Group ${group.index + 1}: ${escapeMarkdown(group.voidReason ?? 'void')}`);
  if (lines.length === 0) return [];
  const open = `<details open><summary>Groups left out: ${lines.length} of ${document.groups.length}</summary>\n`;
  return [{ open, lines, close: '\n</details>' }];
}
