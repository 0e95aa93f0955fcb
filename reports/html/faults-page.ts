// Placeholder until merged.
import type { FaultsDocument } from '../schema/faults.ts';
export function renderFaultsPage(document: FaultsDocument): string {
  return `<!doctype html><title>${document.run.id}</title>`;
}
