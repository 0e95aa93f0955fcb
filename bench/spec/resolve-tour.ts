// Resolves a tour of a config: what each chapter runs, quick or in full, every default filled in.

import Type from 'typebox';
import {
  index,
  name,
  names,
  optional,
  orAbsent,
  orNull,
  text,
  timeMs,
  type ValueOf,
  words,
} from '../../reports/document/parts.ts';
import { OwnText } from '../../reports/document/tour.ts';
import { LoadstoneError } from '../errors.ts';
import { defaults } from './defaults.ts';
import { suggest } from './did-you-mean.ts';
import type { OwnTextConfig, TourConfig } from './tour-schema.ts';

/** What is run for a chapter. */
export const ChapterRun = Type.Object({
  command: words('run', 'faults'),
  /** Relative to the config of the tour; absent: that config. */
  config: orAbsent(text),
  preset: orAbsent(text),
  scenarios: names,
  /** Patterns. */
  variants: names,
  faults: optional(names),
  /** Absent: those of the preset. */
  groups: orAbsent(index),
  leastGroups: index,
});
export type ChapterRun = ValueOf<typeof ChapterRun>;

/** A chapter as its tour holds it. */
export const ResolvedChapter = Type.Object({
  id: name,
  title: OwnText,
  claim: OwnText,
  source: orNull(OwnText),
  priority: index,
  /** Null where it is not measured. */
  run: orNull(ChapterRun),
  /** Why it is not measured; null where it is. */
  notMeasured: orNull(OwnText),
});
export type ResolvedChapter = ValueOf<typeof ResolvedChapter>;

export const ResolvedTour = Type.Object({
  name,
  title: OwnText,
  description: orNull(OwnText),
  data: orNull(OwnText),
  isQuick: Type.Boolean(),
  /** As the config says; the command line may give another one. */
  budgetMs: timeMs,
  chapters: Type.Array(ResolvedChapter),
});
export type ResolvedTour = ValueOf<typeof ResolvedTour>;

type Tours = Readonly<Record<string, TourConfig>>;

/**
 * @param wanted name of the tour; undefined where the config has one alone
 * @throws LoadstoneError SELECTION_UNKNOWN, and USAGE where one of several has to be named
 */
export function findTour(tours: Tours, wanted: string | undefined, isQuick: boolean): ResolvedTour {
  const known = Object.keys(tours);
  const [first] = known;
  if (first === undefined)
    throw new LoadstoneError('SELECTION_UNKNOWN', 'This config defines no tours.', {
      hint: 'Tours stand under `tours` in the config (docs/tour.md).',
    });
  if (wanted === undefined && known.length > 1)
    throw new LoadstoneError('USAGE', `This config has several tours: ${known.join(', ')}.`, {
      hint: `Name one: loadstone tour ${first}`,
    });
  const tourName = wanted ?? first;
  const tour = Object.hasOwn(tours, tourName) ? tours[tourName] : undefined;
  if (tour !== undefined) return resolveTour(tourName, tour, isQuick);
  throw new LoadstoneError(
    'SELECTION_UNKNOWN',
    `There is no tour "${tourName}"; ${suggest(tourName, known)}`,
    { hint: 'Tours stand under `tours` in the config.' },
  );
}

function resolveTour(tourName: string, tour: TourConfig, isQuick: boolean): ResolvedTour {
  const { budgetMs, quickBudgetMs } = { ...defaults.tours, ...tour };
  return {
    ...{ name: tourName, title: resolveText(tour.title), isQuick },
    ...{ description: resolveOptional(tour.description), data: resolveOptional(tour.data) },
    budgetMs: isQuick ? quickBudgetMs : budgetMs,
    chapters: tour.chapters.map((chapter) => ({
      ...{ id: chapter.id, title: resolveText(chapter.title), claim: resolveText(chapter.claim) },
      source: resolveOptional(chapter.source),
      priority: chapter.priority ?? defaults.tours.priority,
      run: chapter.notMeasured === undefined ? resolveRun(chapter, isQuick) : null,
      notMeasured: resolveOptional(chapter.notMeasured),
    })),
  };
}

function resolveRun(chapter: TourConfig['chapters'][number], isQuick: boolean): ChapterRun {
  const { faults, ...chosen } = { ...chapter, ...(isQuick && chapter.quick) };
  return {
    command: chosen.command ?? defaults.tours.command,
    ...{ config: chosen.config, preset: chosen.preset, groups: chosen.groups },
    ...{ scenarios: chosen.scenarios ?? [], variants: chosen.variants ?? [] },
    ...(faults && { faults }),
    leastGroups: chosen.leastGroups ?? defaults.tours.leastGroups,
  };
}

function resolveText(given: OwnTextConfig): OwnText {
  return typeof given === 'string'
    ? { en: given, zh: null }
    : { en: given.en, zh: given.zh ?? null };
}

function resolveOptional(given: OwnTextConfig | undefined): OwnText | null {
  return given === undefined ? null : resolveText(given);
}
