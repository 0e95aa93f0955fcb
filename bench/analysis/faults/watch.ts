// What to mind before choosing a variant: sentences on what faults did, the worst first.

import { wrongWrites } from '../../../reports/document/audit.ts';
import type {
  FaultAudit,
  FaultCell,
  FaultFigures,
  FaultsReport,
} from '../../../reports/document/faults.ts';
import type { Message } from '../../../reports/document/message.ts';
import {
  dropDoubles,
  joinMessages,
  writeFault,
  writeMessage,
  writeName,
} from '../../../reports/document/messages/message.ts';
import type { PlannedVariant } from '../../plan/plan.ts';
import { defaultFaultToleranceRatio, findFewestForFamily } from './comparison.ts';
import { controlId } from './ranking.ts';

type Named = Pick<PlannedVariant, 'id' | 'label' | 'isBaseline'>;

/** A cell of which something is known, and the words for it. */
interface SeenCell {
  readonly variant: Named;
  readonly fault: Message;
  /** True where nothing is broken, so that nothing can recover. */
  readonly isControl: boolean;
  readonly audit: FaultAudit;
  /** Absent where only the data are known. */
  readonly figures: FaultFigures | null;
}

/** A cell with figures. */
interface WatchedCell extends SeenCell {
  readonly figures: FaultFigures;
}

/** Below this share of good requests nobody would say that the service answers. */
const noServiceRatio = 0.01;
/** Below this it does so for fewer than half. */
const halfServiceRatio = 0.5;
/** From here on a service is up again, whatever its latency. */
const goodServiceRatio = 0.995;
/** A recovery that takes longer is worth a sentence. */
const slowRecoveryMs = 5_000;

/** One kind of trouble: what it says of a cell, without naming variant and fault. */
type Teller<Cell> = (cell: Cell) => Message | undefined;

/**
 * Wrong data first, then faults that no variant survives, then what is not answered, never recovered, slow to
 * recover, stale, or worse than with the baseline, then what was not looked at. Variants of which the same is to be
 * said under a fault share a sentence.
 * @param isValid false: of the run nothing but wrong data is told
 */
export function listWatchLines(
  { cells, faults }: Pick<FaultsReport, 'cells' | 'faults'>,
  variants: readonly Named[],
  isValid: boolean,
): readonly Message[] {
  const nameFault = (faultId: string): Message =>
    writeFault(faultId, faults.find(({ id }) => id === faultId)?.title ?? faultId);
  const seen = cells.flatMap(({ variantId, faultId, figures, voidAudit }): readonly SeenCell[] => {
    const variant = variants.find(({ id }) => id === variantId);
    const audit = figures?.audit ?? voidAudit;
    if (variant === undefined || audit === undefined) return [];
    const isControl = faultId === controlId;
    return [{ variant, fault: nameFault(faultId), isControl, audit, figures }];
  });
  // What is worth no verdict is worth no advice either; data that are wrong stay so.
  if (!isValid) return tell(seen, tellWrongData);
  const watched = seen.filter((cell): cell is WatchedCell => cell.figures !== null);
  // Without a fault nothing is out for its time, and nothing comes back.
  const broken = watched.filter(({ isControl }) => !isControl);
  const byFault = [...Map.groupBy(broken, ({ fault }) => fault.text)];
  const single = byFault.filter(([, each]) => each.length > 1 && each.every(isOut));
  return [
    ...tell(seen, tellWrongData),
    ...single.flatMap(([, each]) =>
      each.slice(0, 1).map(({ fault }) => writeMessage('watch-single-point', { fault })),
    ),
    ...byFault.flatMap(([title, each]) =>
      single.some(([other]) => other === title) ? [] : tellOutages(each),
    ),
    ...tell(broken, tellNoRecovery),
    ...tell(broken, tellSlowRecovery),
    ...tell(seen, tellStaleness),
    ...tell(watched, tellWorse),
    ...listUnseen(cells, nameFault),
    ...tellFewGroups(cells),
  ];
}

/** Where the groups are too few for any difference to be clear, its figures stand alone, and that is said. */
function tellFewGroups(cells: readonly FaultCell[]): readonly Message[] {
  const compared = cells.filter(({ figures }) => figures?.comparison != null);
  const groups = Math.max(0, ...compared.map(({ figures }) => figures?.groups ?? 0));
  const fewest = findFewestForFamily(compared.length);
  const isSeen = compared.some(
    ({ figures }) =>
      Math.abs(figures?.comparison?.availabilityDifference ?? 0) > defaultFaultToleranceRatio,
  );
  if (!isSeen || groups >= fewest) return [];
  return [writeMessage('watch-few-groups', { groups, fewest, count: compared.length })];
}

/** One sentence for each fault and each thing that is said under it. */
function tell<Cell extends SeenCell>(
  cells: readonly Cell[],
  teller: Teller<Cell>,
): readonly Message[] {
  const cellsOf = Map.groupBy(cells, ({ fault }) => fault.text);
  const told = cells.flatMap((cell) => {
    const what = teller(cell);
    return what === undefined ? [] : [{ ...cell, what }];
  });
  const sentences = Map.groupBy(told, ({ fault, what }) => JSON.stringify([fault.text, what.text]));
  return [...sentences.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { fault, what } = first;
    const all = cellsOf.get(fault.text)?.length ?? 0;
    const isEvery = all > 1 && same.length === all;
    const names = same.map(({ variant }) => nameVariant(variant.label));
    const variants = isEvery ? writeMessage('every-variant') : names;
    return [writeMessage('watch-variants', { fault, variants, what })];
  });
}

function nameVariant(label: string): Message {
  return writeName(label, `\`${label}\``);
}

function isOut({ figures }: WatchedCell): boolean {
  return figures.during.availability.ratio < noServiceRatio;
}

function tellWrongData({ audit }: SeenCell): Message | undefined {
  if (audit.status !== 'violated') return undefined;
  const counts = wrongWrites.flatMap((key) =>
    audit[key] === 0 ? [] : [writeMessage(`wrong-${key}`, { count: audit[key] })],
  );
  const rules = audit.brokenInvariants.map(({ name }) =>
    writeMessage('wrong-rule', { rule: writeName(name) }),
  );
  const wrong = [...counts, ...rules];
  return wrong.length === 0 ? undefined : writeMessage('data-wrong', { wrong });
}

/** Who is mostly down under a fault, in one sentence with the share of each. */
function tellOutages(cells: readonly WatchedCell[]): readonly Message[] {
  const down = cells.filter(({ figures }) => figures.during.availability.ratio < halfServiceRatio);
  const [first] = down;
  if (first === undefined) return [];
  const shares = down.map(({ variant, figures }) =>
    writeMessage('share-of-variant', {
      variant: nameVariant(variant.label),
      share: formatPercent(figures.during.availability.ratio),
    }),
  );
  const isEvery = down.length === cells.length && cells.length > 1;
  return [
    writeMessage(isEvery ? 'watch-all-down' : 'watch-some-down', { fault: first.fault, shares }),
  ];
}

/** Answers that are good but slower than before are another thing than a service that stays down. */
function tellNoRecovery({ figures: { recover, after } }: WatchedCell): Message | undefined {
  const { censored, groups } = recover;
  if (censored === 0) return undefined;
  const isGood = after.availability.ratio >= goodServiceRatio;
  const watched = formatSeconds(recover.observedMs);
  return writeMessage(isGood ? 'slower-than-before' : 'never-recovered', {
    censored,
    groups,
    watched,
  });
}

/** Nothing recovers from what nobody noticed: the time until all figures are near those before is chance there. */
function tellSlowRecovery({ figures, isControl }: WatchedCell): Message | undefined {
  const { recover, longestOutage, during } = figures;
  const wasOut = longestOutage.medianMs !== 0 || longestOutage.censored > 0;
  if (isControl || (!wasOut && during.availability.ratio >= goodServiceRatio)) return undefined;
  const { medianMs, censored } = recover;
  if (medianMs === null || censored > 0 || medianMs < slowRecoveryMs) return undefined;
  return writeMessage('slow-recovery', { time: formatSeconds(medianMs) });
}

function tellStaleness({ audit }: SeenCell): Message | undefined {
  const { beyondLimit, maxMs } = audit.staleness;
  if (beyondLimit === 0 || maxMs === null) return undefined;
  return writeMessage('stale-reads', { count: beyondLimit, age: formatSeconds(maxMs) });
}

/** Differences of two variants differ in their digits, so each has its own sentence. */
function tellWorse({ figures }: WatchedCell): Message | undefined {
  const { comparison } = figures;
  if (comparison?.verdict !== 'worse') return undefined;
  const points = formatPoints(-comparison.availabilityDifference);
  return writeMessage('worse-than-baseline', { points });
}

function listUnseen(
  cells: readonly FaultCell[],
  nameFault: (faultId: string) => Message,
): readonly Message[] {
  const unseen = cells.filter(({ figures }) => figures === null);
  return [...Map.groupBy(unseen, ({ faultId }) => faultId)].map(([faultId, each]) => {
    const reasons = each.flatMap(({ reason }) => (reason === null ? [] : [reason]));
    const all = cells.filter((cell) => cell.faultId === faultId).length;
    const what = writeMessage('watch-unknown', {
      fault: nameFault(faultId),
      count: each.length,
      all,
    });
    return joinMessages([what, ...dropDoubles(reasons)]);
  });
}

function formatSeconds(ms: number): string {
  return `${Number((ms / 1_000).toPrecision(2))} s`;
}

function formatPercent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(2))}%`;
}

function formatPoints(ratio: number): string {
  return String(Number((ratio * 100).toPrecision(2)));
}
