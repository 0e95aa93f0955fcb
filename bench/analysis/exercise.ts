// Do the levels that tell two variants apart act on a scenario at all? Counters and index scans of the trials.

import type {
  ExerciseCheck,
  ExerciseSign,
  ExerciseStatus,
} from '../../reports/document/exercise.ts';
import type { Message } from '../../reports/document/message.ts';
import type { MessageCode } from '../../reports/document/messages/en.ts';
import { dropDoubles, writeMessage, writeName } from '../../reports/document/messages/message.ts';
import type { Warning } from '../../reports/document/result.ts';
import type { ExerciseRecord, IndexUseRecord, TrialRecord } from '../measurement/records.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import { fitsCounter, formatMetric } from '../spec/exercise-pattern.ts';
import type { ExerciseRule, ResolvedFactor, ResolvedLevel } from '../spec/experiment.ts';
import { fitsPattern } from '../spec/star-pattern.ts';
import { buildWarning } from './warning.ts';

export interface ExerciseInput {
  readonly factors: readonly ResolvedFactor[];
  /** Variants that were run. */
  readonly variants: readonly PlannedVariant[];
  /** Trials of valid groups under one scenario and load. */
  readonly trials: readonly ExercisedTrial[];
}

/** What is looked at of a trial, or of all that a sweep sent a variant. */
export type ExercisedTrial = Pick<TrialRecord, 'variantId' | 'exercise' | 'resourceRequests'>;

/** What is known of one factor between two variants. */
interface FactorContrast {
  readonly factor: string;
  readonly level: string;
  readonly otherLevel: string;
  readonly status: ExerciseStatus;
  readonly signs: readonly ExerciseSign[];
}

/** Answers for the variants of one scenario and load. */
export interface ScenarioExercise {
  /** Factors in which two variants differ and that show anything, in the order of the config. */
  listContrasts(variantId: string, otherId: string): readonly FactorContrast[];
  /**
   * True where nothing that tells the two apart acts: each factor in which they differ is checked, and is
   * not exercised or beside the point. A factor that says nothing, or can't be read, may always act.
   */
  isVacuous(variantId: string, otherId: string): boolean;
  /** The same for two levels of a factor, over all variants with either of them. */
  isFactorVacuous(factor: string, level: string, otherLevel: string): boolean;
}

/**
 * The check of every factor: a sign that a level declares is looked for in the trials of the variants with
 * that level. Between two levels it takes only one that acts, since taking away what acts is as real as
 * adding it. A level that declares nothing in a factor where others do adds nothing of its own.
 */
export function checkExercise(input: ExerciseInput): ScenarioExercise {
  const { factors, variants } = input;
  const find = (id: string): PlannedVariant | undefined => variants.find((each) => each.id === id);
  const listOf = (variantId: string, otherId: string): readonly FactorContrast[] => {
    const [variant, other] = [find(variantId), find(otherId)];
    if (variant === undefined || other === undefined) return [];
    return factors.flatMap((factor) => {
      const [level, otherLevel] = [variant.levels[factor.name], other.levels[factor.name]];
      if (level === undefined || otherLevel === undefined || level === otherLevel) return [];
      const contrast = compareLevels(input, factor, [
        { level, variantIds: [variantId] },
        { level: otherLevel, variantIds: [otherId] },
      ]);
      return contrast ?? [];
    });
  };
  return {
    listContrasts: listOf,
    isVacuous: (variantId, otherId) => {
      const [variant, other] = [find(variantId), find(otherId)];
      const differing = factors.filter(
        ({ name }) => variant?.levels[name] !== other?.levels[name],
      ).length;
      const contrasts = listOf(variantId, otherId);
      return differing > 0 && contrasts.length === differing && contrasts.every(isContrastVacuous);
    },
    isFactorVacuous: (name, level, otherLevel) => {
      const factor = factors.find((each) => each.name === name);
      if (factor === undefined || level === otherLevel) return false;
      const sideOf = (one: string): Side => ({
        level: one,
        variantIds: variants.filter(({ levels }) => levels[name] === one).map(({ id }) => id),
      });
      const contrast = compareLevels(input, factor, [sideOf(level), sideOf(otherLevel)]);
      return contrast !== undefined && isContrastVacuous(contrast);
    },
  };
}

/** Every factor in which a variant differs from the baseline, for the document. */
export function listExerciseChecks(
  exercise: ScenarioExercise,
  variants: readonly PlannedVariant[],
  where: { readonly scenario: string; readonly loadId: string },
): readonly ExerciseCheck[] {
  const baseline = variants.find(({ isBaseline }) => isBaseline);
  if (baseline === undefined) return [];
  return variants.flatMap(({ id, isBaseline }) =>
    isBaseline
      ? []
      : exercise.listContrasts(id, baseline.id).map(({ otherLevel, ...contrast }) => ({
          ...where,
          ...contrast,
          variantId: id,
          baselineLevel: otherLevel,
        })),
  );
}

/** What was declared and could not be read, once for each sign and not for each cell. */
export function warnOfUnknownExercise(checks: readonly ExerciseCheck[]): readonly Warning[] {
  // Without a valid group nothing at all is known of the variant, which its cells and groups say.
  const details = checks.flatMap(({ signs }) =>
    signs.flatMap(({ status, detail }) =>
      status !== 'unknown' || isOfNoGroup(detail) ? [] : [detail],
    ),
  );
  return dropDoubles(details).map((detail) =>
    buildWarning(
      'EXERCISE_UNKNOWN',
      writeMessage('warn-exercise-unknown', { detail }),
      writeMessage('advise-exercise-unknown'),
    ),
  );
}

function isOfNoGroup({ code }: Message): boolean {
  return code === ('exercise-no-group' satisfies MessageCode);
}

function isContrastVacuous({ status }: FactorContrast): boolean {
  return status === 'not-exercised' || status === 'beside-the-point';
}

/** A level with the variants whose trials speak for it. */
interface Side {
  readonly level: string;
  readonly variantIds: readonly string[];
}

/** Undefined where neither level shows anything. */
function compareLevels(
  input: ExerciseInput,
  factor: ResolvedFactor,
  [one, other]: readonly [Side, Side],
): FactorContrast | undefined {
  const isDeclared = factor.levels.some((level) => level.exercised !== undefined);
  const signs = [readSide(input, factor, one, other), readSide(input, factor, other, one)];
  const shown = signs.flatMap((side) => side ?? []);
  const bySide = signs.flatMap((side) => (side === undefined ? [] : [judgeSide(side)]));
  if (shown.length === 0) return undefined;
  const status = judgeContrast(bySide);
  // What was not declared can show that a level acts, and never that it does not.
  if (!isDeclared && status !== 'exercised') return undefined;
  return { factor: factor.name, level: one.level, otherLevel: other.level, status, signs: shown };
}

/** Either level is enough; what is unknown may act. */
function judgeContrast(sides: readonly ExerciseStatus[]): ExerciseStatus {
  const order = ['exercised', 'unknown', 'beside-the-point', 'not-exercised'] as const;
  return order.find((status) => sides.includes(status)) ?? 'unknown';
}

/** All signs of a level must show; one that surely does not settles it. */
function judgeSide(signs: readonly ExerciseSign[]): ExerciseStatus {
  const order = ['not-exercised', 'beside-the-point', 'unknown', 'exercised'] as const;
  return order.find((status) => signs.some((sign) => sign.status === status)) ?? 'unknown';
}

/** The signs of one level; undefined where it declares none and no index is its own. */
function readSide(
  { variants, trials, factors }: ExerciseInput,
  factor: ResolvedFactor,
  side: Side,
  other: Side,
): readonly ExerciseSign[] | undefined {
  const level = factor.levels.find(({ name }) => name === side.level);
  const sideTrials = trials.filter(({ variantId }) => side.variantIds.includes(variantId));
  const isUnmeasured = sideTrials.length === 0;
  const records = sideTrials.flatMap((trial) =>
    trial.exercise === undefined
      ? []
      : [{ exercise: trial.exercise, requests: trial.resourceRequests }],
  );
  const own = () => listOwnIndexes({ variants, trials }, factor.name, side.level, other.level);
  const label = writeName(`${factor.name} = ${side.level}`);
  const context = {
    ...{ records, isUnmeasured, label, level: side.level },
    ...{ own, other: other.level, factor },
  };
  const rules = level?.exercised;
  if (rules !== undefined)
    return rules.map((rule) => readSign(rule, { ...context, origin: 'declared' }));
  const isDeclared = factor.levels.some((each) => each.exercised !== undefined);
  // Indexes of another factor's levels would be taken for this one's where the two always change together.
  const isOnlyOne = factors.filter((each) => each.levels.some(hasPrepare)).length === 1;
  if (isDeclared || !isOnlyOne || !factor.levels.some(hasPrepare)) return undefined;
  const rule = { kind: 'indexes', patterns: undefined, atLeastRatio: inferredRatio } as const;
  if (own().size === 0) return undefined;
  return [readSign(rule, { ...context, origin: 'inferred' })];
}

/** The usual limit, where nothing is declared. */
const inferredRatio = 0.01;

function hasPrepare({ prepare }: ResolvedLevel): boolean {
  return prepare !== undefined;
}

function indexKey({ name, definitionHash }: { name: string; definitionHash: string }): string {
  return `${name} ${definitionHash}`;
}

/** Indexes that every variant with the level has, and not every variant with the other one. */
function listOwnIndexes(
  { variants, trials }: Pick<ExerciseInput, 'variants' | 'trials'>,
  factor: string,
  level: string,
  otherLevel: string,
): ReadonlySet<string> {
  const listShared = (wanted: string): ReadonlySet<string> => {
    const sets = variants
      .filter(({ levels }) => levels[factor] === wanted)
      .flatMap(({ id }) => {
        const own = trials.filter(
          ({ variantId, exercise }) => variantId === id && exercise?.indexes,
        );
        return own.length === 0
          ? []
          : [new Set(own.flatMap(({ exercise }) => (exercise?.indexes ?? []).map(indexKey)))];
      });
    const [first, ...others] = sets;
    return new Set([...(first ?? [])].filter((key) => others.every((set) => set.has(key))));
  };
  const others = listShared(otherLevel);
  return new Set([...listShared(level)].filter((key) => !others.has(key)));
}

interface SideRecord {
  readonly exercise: ExerciseRecord;
  readonly requests: number;
}

interface SignContext {
  readonly records: readonly SideRecord[];
  /** True where no trial of a valid group is of the level, so nobody could see anything of it. */
  readonly isUnmeasured: boolean;
  readonly label: Message;
  readonly level: string;
  readonly other: string;
  readonly factor: ResolvedFactor;
  readonly origin: ExerciseSign['origin'];
  /** Indexes of the level that the other one has not. */
  readonly own: () => ReadonlySet<string>;
}

function readSign(rule: ExerciseRule, context: SignContext): ExerciseSign {
  return rule.kind === 'indexes' ? readIndexes(rule, context) : readCounters(rule, context);
}

function readCounters(
  rule: Exclude<ExerciseRule, { kind: 'indexes' }>,
  { records, isUnmeasured, label, level, origin }: SignContext,
): ExerciseSign {
  const patterns = rule.kind === 'counter' ? rule.counters : [formatMetric(rule)];
  const fits = (path: string): boolean =>
    rule.kind === 'metric'
      ? patterns.includes(path)
      : patterns.some((pattern) => fitsCounter(pattern, path));
  const growth = new Map<string, number>();
  for (const { exercise } of records)
    for (const [path, grown] of Object.entries(exercise.counters))
      if (fits(path)) growth.set(path, (growth.get(path) ?? 0) + grown);
  const requests = sum(records.map((record) => record.requests));
  const limit = rule.atLeastPerRequest;
  const names = patterns;
  const head = { level, origin, kind: rule.kind, names, unit: 'per-request', limit } as const;
  if (isUnmeasured)
    return {
      ...{ ...head, status: 'unknown', figure: null },
      ...tell(writeMessage('exercise-no-group', { label })),
    };
  const isAnywhere = (pattern: string): boolean =>
    records.some(({ exercise }) => !Object.hasOwn(exercise.absent, pattern));
  const missing = patterns.find((pattern) => !isAnywhere(pattern));
  const moving = rule.kind === 'counter' ? rule.atLeastMoving : 1;
  const figure = requests > 0 ? readGrowth([...growth.values()], moving) / requests : undefined;
  const sign = writeName(patterns.join(' + '));
  if (figure === undefined || (missing !== undefined && figure < limit)) {
    const nearest = records.findLast(({ exercise }) => exercise.absent[missing ?? '']);
    const detail = describeMissing(missing, nearest?.exercise.absent[missing ?? ''], label);
    return { ...head, status: 'unknown', figure: null, ...tell(detail) };
  }
  const status = judgeFigure(figure, limit);
  const facts = { label, sign, figure: formatFigure(figure), limit: formatFigure(limit) };
  const detail =
    moving > 1
      ? writeMessage('exercise-moving', { ...facts, count: moving })
      : figure === 0
        ? writeMessage('exercise-counter-still', { label, sign, requests })
        : writeMessage('exercise-counter', facts);
  return { ...head, status, figure, ...tell(detail) };
}

/** All together, or the one that as many as are asked for reach. */
function readGrowth(grown: readonly number[], moving: number): number {
  if (moving <= 1) return sum(grown);
  return grown.toSorted((a, b) => b - a)[moving - 1] ?? 0;
}

function describeMissing(
  missing: string | undefined,
  nearest: string | null | undefined,
  label: Message,
): Message {
  if (missing === undefined) return writeMessage('exercise-no-request', { label });
  const sign = writeName(missing);
  return nearest === null || nearest === undefined
    ? writeMessage('exercise-no-counters', { label, sign })
    : writeMessage('exercise-no-counter', { label, sign, nearest: writeName(nearest) });
}

/** Sessions of PostgreSQL report scans once a second, so a shorter trial may miss them all. */
const surelyReportedMs = 2_000;

function readIndexes(
  { patterns, atLeastRatio: limit }: Extract<ExerciseRule, { kind: 'indexes' }>,
  { records, isUnmeasured, label, level, origin, own, other, factor }: SignContext,
): ExerciseSign {
  const known = records.filter(({ exercise }) => exercise.indexes !== undefined);
  const all = known.flatMap(({ exercise }) => exercise.indexes ?? []);
  const ownKeys = patterns === undefined ? own() : undefined;
  const wanted = all.filter(
    (index) =>
      ownKeys?.has(indexKey(index)) ??
      (patterns ?? []).some((pattern) => fitsPattern(pattern, index.name)),
  );
  const names = patterns ?? [...new Set(wanted.map(({ name }) => name))].sort();
  const head = { level, origin, kind: 'indexes', names, unit: 'share', limit } as const;
  const unknown = (detail: Message): ExerciseSign => ({
    ...{ ...head, status: 'unknown', figure: null },
    ...tell(detail),
  });
  if (isUnmeasured) return unknown(writeMessage('exercise-no-group', { label }));
  if (known.length === 0) return unknown(writeMessage('exercise-no-indexes', { label }));
  if (wanted.length === 0) {
    const detail =
      patterns === undefined
        ? writeMessage('exercise-same-indexes', {
            label,
            other: writeName(`${factor.name} = ${other}`),
          })
        : writeMessage('exercise-no-index', { label, sign: writeName(patterns.join(', ')) });
    // An index that is named and not there is a slip of the config, not a level that does nothing.
    if (patterns !== undefined) return unknown(detail);
    return { ...head, status: 'not-exercised', figure: 0, ...tell(detail) };
  }
  const scans = sum(wanted.map((index) => index.scans));
  const sign = writeName(listBusiest(wanted, names));
  if (scans === 0) {
    const isSure = known.some(({ exercise }) => exercise.elapsedMs >= surelyReportedMs);
    if (!isSure) return unknown(writeMessage('exercise-too-short', { label, sign }));
    const detail = writeMessage('exercise-index-still', { label, sign });
    return { ...head, status: 'not-exercised', figure: 0, ...tell(detail) };
  }
  const figure = findHighestShare(known, scans, sum(wanted.map(({ mostMs = 0 }) => mostMs)));
  if (figure === undefined) return unknown(writeMessage('exercise-no-request', { label }));
  const facts = { label, sign, figure: formatShare(figure), limit: formatShare(limit) };
  const status = judgeFigure(figure, limit);
  return { ...head, status, figure, ...tell(writeMessage('exercise-index', facts)) };
}

/** More names than these make no sentence. */
const shownIndexes = 3;

/** `a, b, c, … (12)`, the most scanned first; the data has all of them. */
function listBusiest(indexes: readonly IndexUseRecord[], names: readonly string[]): string {
  const scansOf = (name: string): number =>
    sum(indexes.map((index) => (index.name === name ? index.scans : 0)));
  const shown = names.toSorted((a, b) => scansOf(b) - scansOf(a)).slice(0, shownIndexes);
  return names.length > shown.length
    ? `${shown.join(', ')}, … (${names.length})`
    : shown.join(', ');
}

/**
 * Highest share of the scenario's statements, or of their time, that the scans can have been in: at most one
 * execution a scan, and at most the time of as many of the slowest ones. Scans per request where PostgreSQL
 * does not tell of its statements.
 */
function findHighestShare(
  records: readonly SideRecord[],
  scans: number,
  mostMs: number,
): number | undefined {
  const statements = records.flatMap(({ exercise }) => exercise.statements ?? []);
  if (statements.length < records.length) {
    const requests = sum(records.map((record) => record.requests));
    return requests > 0 ? Math.min(1, scans / requests) : undefined;
  }
  const calls = sum(statements.map((each) => each.calls));
  const totalMs = sum(statements.map((each) => each.totalMs));
  if (calls === 0) return undefined;
  return Math.min(1, Math.max(scans / calls, totalMs > 0 ? mostMs / totalMs : 0));
}

function judgeFigure(figure: number, limit: number): ExerciseStatus {
  if (figure === 0) return 'not-exercised';
  return figure < limit ? 'beside-the-point' : 'exercised';
}

function tell(message: Message): Pick<ExerciseSign, 'detail'> {
  return { detail: message };
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Two digits that count. */
function formatFigure(figure: number): string {
  return String(Number(figure.toPrecision(2)));
}

function formatShare(share: number): string {
  return `${Number((share * 100).toPrecision(2))}%`;
}
