// Writes a run that injected faults alone as a step summary, and as a comment on a pull request.
import type { FaultsDocument } from '../document/faults.ts';
import { whole } from './budget.ts';
import { listChecks } from './checks.ts';
import { listFaultAlarms, listFaultBlocks } from './fault-table.ts';
import { hasFaultNews } from './fault-title.ts';
import { fitComment, fitSummary } from './limits.ts';
import { foldReproduction, renderHiddenLines } from './render-comment.ts';
import { renderFaultsReproduction, renderFaultsTitle } from './title.ts';

/** Wrong data, who stays up best, every variant under every fault, gates, checks; at most 1 MiB. */
export function renderFaultsSummary(document: FaultsDocument): string {
  const blocks = [
    whole(`## ${renderFaultsTitle(document)}`),
    ...listFaultAlarms(document),
    ...listFaultBlocks(document),
    ...listChecks(document),
  ];
  return fitSummary(blocks, renderFaultsReproduction(document));
}

/** The same without checks, its table folded, and with the hidden lines of every comment; at most 60,000 characters. */
export function renderFaultsComment(document: FaultsDocument): string {
  // A name of its own: the gates of the same config have a comment, too, which must not be written over.
  const hidden = renderHiddenLines(`${document.run.name} faults`, hasFaultNews(document));
  const blocks = [
    whole(`${hidden}\n### ${renderFaultsTitle(document)}`),
    ...listFaultAlarms(document),
    ...listFaultBlocks(document, { isFolded: true }),
  ];
  return fitComment(blocks, foldReproduction(renderFaultsReproduction(document)));
}
