// What to mind before choosing a variant: sentences on what faults did, the worst first.
import type { FaultAudit, FaultCell, FaultsReport } from '../../reports/schema/faults.ts';
import type { PlannedVariant } from '../plan/plan.ts';

type Named = Pick<PlannedVariant, 'id' | 'label' | 'isBaseline'>;

/** A cell with figures, and the words for it. */
interface WatchedCell {
  readonly variant: Named;
  readonly faultTitle: string;
  readonly figures: NonNullable<FaultCell['figures']>;
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
type Teller = (cell: WatchedCell) => string | undefined;

/**
 * Wrong data first, then faults that no variant survives, then what is not answered, never recovered, slow to
 * recover, stale, or worse than with the baseline, then what was not looked at. Variants of which the same is to be
 * said under a fault share a sentence.
 */
export function listWatchLines(
  { cells, faults }: Pick<FaultsReport, 'cells' | 'faults'>,
  variants: readonly Named[],
): readonly string[] {
  const titleOf = new Map(faults.map(({ id, title }) => [id, title]));
  const watched = cells.flatMap(({ variantId, faultId, figures }): readonly WatchedCell[] => {
    const variant = variants.find(({ id }) => id === variantId);
    if (variant === undefined || figures === null) return [];
    return [{ variant, faultTitle: titleOf.get(faultId) ?? faultId, figures }];
  });
  const byFault = [...Map.groupBy(watched, ({ faultTitle }) => faultTitle)];
  const single = byFault.filter(([, each]) => each.length > 1 && each.every(isOut));
  const baseline = variants.find(({ isBaseline }) => isBaseline);
  return [
    ...tell(watched, tellWrongData),
    ...single.map(
      ([title]) =>
        `${title}: a single point of failure, no variant answers a request well while it lasts.`,
    ),
    ...byFault.flatMap(([title, each]) =>
      single.some(([other]) => other === title) ? [] : tellOutages(title, each),
    ),
    ...tell(watched, tellNoRecovery),
    ...tell(watched, tellSlowRecovery),
    ...tell(watched, tellStaleness),
    ...tell(watched, (cell) => tellWorse(cell, baseline?.label ?? 'the baseline')),
    ...listUnseen(cells, titleOf),
  ];
}

/** One sentence for each fault and each thing that is said under it. */
function tell(cells: readonly WatchedCell[], teller: Teller): readonly string[] {
  const countOfFault = Map.groupBy(cells, ({ faultTitle }) => faultTitle);
  const told = cells.flatMap((cell) => {
    const text = teller(cell);
    return text === undefined ? [] : [{ ...cell, text }];
  });
  const sentences = Map.groupBy(told, ({ faultTitle, text }) => JSON.stringify([faultTitle, text]));
  return [...sentences.values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const all = countOfFault.get(first.faultTitle)?.length ?? 0;
    const isEvery = all > 1 && same.length === all;
    const names = same.map(({ variant }) => `\`${variant.label}\``);
    const whom = isEvery ? 'every variant' : joinWords(names);
    return [`${first.faultTitle}: with ${whom} ${first.text}.`];
  });
}

function isOut({ figures }: WatchedCell): boolean {
  return figures.during.availability.ratio < noServiceRatio;
}

function tellWrongData({ figures: { audit } }: WatchedCell): string | undefined {
  if (audit.status !== 'violated') return undefined;
  const counts = dataFaults.flatMap(({ key, one, many }) =>
    audit[key] === 0 ? [] : [`${audit[key]} ${audit[key] === 1 ? one : many}`],
  );
  const rules = audit.brokenInvariants.map(({ name }) => `the rule "${name}" is broken`);
  const all = [...counts, ...rules];
  return all.length === 0 ? undefined : `data are wrong: ${joinWords(all)}`;
}

const dataFaults: readonly {
  readonly key: Exclude<
    { [Key in keyof FaultAudit]: FaultAudit[Key] extends number ? Key : never }[keyof FaultAudit],
    'acknowledged' | 'failed' | 'indeterminate'
  >;
  readonly one: string;
  readonly many: string;
}[] = [
  { key: 'lost', one: 'acknowledged write is lost', many: 'acknowledged writes are lost' },
  { key: 'duplicated', one: 'write is done twice', many: 'writes are done twice' },
  {
    key: 'resurrected',
    one: 'refused write took effect all the same',
    many: 'refused writes took effect all the same',
  },
  {
    key: 'phantom',
    one: 'write is there that nobody sent',
    many: 'writes are there that nobody sent',
  },
  { key: 'wrongAmount', one: 'write has another amount', many: 'writes have another amount' },
  { key: 'lostUpdates', one: 'update is overwritten', many: 'updates are overwritten' },
];

/** Who is mostly down under a fault, in one sentence with the share of each. */
function tellOutages(title: string, cells: readonly WatchedCell[]): readonly string[] {
  const down = cells.filter(({ figures }) => figures.during.availability.ratio < halfServiceRatio);
  if (down.length === 0) return [];
  const shares = down.map(
    ({ variant, figures }) =>
      `\`${variant.label}\` (${formatPercent(figures.during.availability.ratio)})`,
  );
  const isEvery = down.length === cells.length && cells.length > 1;
  const what = isEvery
    ? 'no variant answers half of the requests well while it lasts:'
    : 'fewer than half of the requests are answered well while it lasts with';
  return [`${title}: ${what} ${joinWords(shares)}.`];
}

/** Answers that are good but slower than before are another thing than a service that stays down. */
function tellNoRecovery({ figures: { recover, after } }: WatchedCell): string | undefined {
  if (recover.censored === 0) return undefined;
  const watchedS = formatSeconds(recover.observedMs);
  if (after.availability.ratio >= goodServiceRatio)
    return `answers are good again but stay slower than before in ${recover.censored} of ${recover.groups} groups (watched for ${watchedS})`;
  return `the service never recovered in ${recover.censored} of ${recover.groups} groups (watched for ${watchedS})`;
}

function tellSlowRecovery({ figures: { recover } }: WatchedCell): string | undefined {
  const { medianMs, censored } = recover;
  if (medianMs === null || censored > 0 || medianMs < slowRecoveryMs) return undefined;
  return `recovery takes ${formatSeconds(medianMs)} from the start of healing`;
}

function tellStaleness({ figures: { audit } }: WatchedCell): string | undefined {
  const { beyondLimit, maxMs } = audit.staleness;
  if (beyondLimit === 0 || maxMs === null) return undefined;
  const reads = beyondLimit === 1 ? '1 read is' : `${beyondLimit} reads are`;
  return `${reads} older than allowed, up to ${formatSeconds(maxMs)}`;
}

/** Differences of two variants differ in their digits, so each has its own sentence. */
function tellWorse({ figures }: WatchedCell, baseline: string): string | undefined {
  const { comparison } = figures;
  if (comparison?.verdict !== 'worse') return undefined;
  const points = formatPoints(-comparison.availabilityDifference);
  return `availability is ${points} points lower than with \`${baseline}\``;
}

function listUnseen(
  cells: readonly FaultCell[],
  titleOf: ReadonlyMap<string, string>,
): readonly string[] {
  const unseen = cells.filter(({ figures }) => figures === null);
  return [...Map.groupBy(unseen, ({ faultId }) => faultId)].map(([faultId, each]) => {
    const reasons = [...new Set(each.flatMap(({ reason }) => reason ?? []))].join(' ');
    const title = titleOf.get(faultId) ?? faultId;
    const all = cells.filter((cell) => cell.faultId === faultId).length;
    return `${title}: not known for ${each.length} of ${all} variants. ${reasons}`.trim();
  });
}

/** `a`, `a and b`, `a, b and c`. */
function joinWords(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;
}

function formatSeconds(ms: number): string {
  return `${Number((ms / 1_000).toPrecision(2))} s`;
}

function formatPercent(ratio: number): string {
  return `${Number((ratio * 100).toPrecision(2))} %`;
}

function formatPoints(ratio: number): string {
  return String(Number((ratio * 100).toPrecision(2)));
}
