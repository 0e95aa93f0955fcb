// A line for each episode of faults as it ends, with the time that is left.
import type { FaultEpisodeRecord, FaultNotRunRecord } from '../measurement/fault-records.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import type { TerminalIo } from './terminal-io.ts';

export interface FaultProgress {
  onEpisode(
    record: FaultEpisodeRecord | FaultNotRunRecord,
    progress: { readonly done: number; readonly planned: number },
  ): void;
}

/** Times are guesses from the episodes so far. */
export function createFaultProgress(
  variants: readonly PlannedVariant[],
  isQuiet: boolean,
  io: TerminalIo,
): FaultProgress {
  if (isQuiet) return { onEpisode: () => {} };
  const startedMs = performance.now();
  let first: number | undefined;
  return {
    onEpisode(record, { done, planned }) {
      first ??= done - 1;
      const perEpisodeMs = (performance.now() - startedMs) / Math.max(1, done - first);
      const leftMin = Math.ceil(((planned - done) * perEpisodeMs) / 60_000);
      const label = variants.find(({ id }) => id === record.variantId)?.label ?? record.variantId;
      const left = done < planned ? ` (about ${leftMin} min left)` : '';
      io.err(`${done} of ${planned} · ${label} · ${record.faultId}: ${describe(record)}${left}`);
    },
  };
}

function describe(record: FaultEpisodeRecord | FaultNotRunRecord): string {
  const wrong = `WRONG DATA: ${record.audit?.findings[0] ?? 'see the audit'}`;
  if (record.kind === 'fault-not-run') {
    const found = record.audit?.status === 'violated' ? `, ${wrong}` : '';
    return `${record.status === 'void' ? 'void' : 'not run'}: ${record.reason}${found}`;
  }
  const { scheduled, succeeded } = record.counts;
  const share = scheduled === 0 ? 0 : Math.floor((succeeded / scheduled) * 1000) / 10;
  const { status, acknowledged } = record.audit;
  const audit = {
    clean: `${acknowledged} writes, none lost`,
    violated: wrong,
    unknown: 'writes not audited',
  }[status];
  return `${share} % of ${scheduled} requests succeeded, ${audit}`;
}
