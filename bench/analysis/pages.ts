// Visits of pages → figures of a trial, and of each page over all groups.
import type { PageResult } from '../../reports/document/pages.ts';
import type { PageVisit, PageVisits } from '../measurement/records.ts';
import { median } from '../stats/descriptive.ts';

/** What is measured of a visit. */
export type PageFigure = Exclude<keyof PageVisit, 'page' | 'view' | 'round' | 'failure'>;

/**
 * Mean over pages and views of the median visit; a visit that failed took longer than any other. Pages that never have
 * the figure, such as INP without an interaction, don't count; undefined where half of the visits of a page failed.
 */
export function computeTypicalPage(
  visits: readonly PageVisit[],
  key: PageFigure,
): number | undefined {
  const medians = splitByPage(visits).flatMap(
    ({ visits: own }) => computeTypicalVisit(own, key) ?? [],
  );
  return medians.length === 0
    ? undefined
    : knownOf(medians.reduce((sum, value) => sum + value, 0) / medians.length);
}

/** The median visit: Infinity where that one failed; undefined where no visit has the figure and none failed. */
function computeTypicalVisit(visits: readonly PageVisit[], key: PageFigure): number | undefined {
  return median(
    visits.flatMap((visit) =>
      visit.failure === undefined ? (visit[key] ?? []) : [Number.POSITIVE_INFINITY],
    ),
  );
}

/** A time that a failure stands in for is none. */
const knownOf = (value: number | undefined): number | undefined =>
  Number.isFinite(value) ? value : undefined;

interface PageGroup {
  readonly page: string;
  readonly view: PageVisit['view'];
  readonly visits: readonly PageVisit[];
}

/** In the order of the first visit. */
function splitByPage(visits: readonly PageVisit[]): readonly PageGroup[] {
  const keys = new Map(visits.map(({ page, view }) => [`${view} ${page}`, { page, view }]));
  return [...keys.values()].map((key) => ({
    ...key,
    visits: visits.filter(({ page, view }) => page === key.page && view === key.view),
  }));
}

type Mood = 'satisfied' | 'tolerating' | 'frustrated';

/** Apdex: satisfied up to T, tolerating up to 4 T, frustrated above and by every failure. Time until the page shows. */
function judgeVisit({ failure, readyUs }: PageVisit, satisfiedMs: number): Mood {
  const satisfiedUs = satisfiedMs * 1_000;
  if (failure !== undefined || readyUs === undefined || readyUs > 4 * satisfiedUs)
    return 'frustrated';
  return readyUs > satisfiedUs ? 'tolerating' : 'satisfied';
}

const listMoods = (trials: readonly PageVisits[]): readonly Mood[] =>
  trials.flatMap(({ visits, satisfiedMs }) =>
    visits.map((visit) => judgeVisit(visit, satisfiedMs)),
  );

const moodScores: Readonly<Record<Mood, number>> = { satisfied: 1, tolerating: 0.5, frustrated: 0 };

/** Satisfied and half of the tolerating visits as a share of all, 0 to 1; undefined without a visit. */
export function computeApdex(trials: readonly PageVisits[]): number | undefined {
  const moods = listMoods(trials);
  if (moods.length === 0) return undefined;
  return moods.reduce((sum, mood) => sum + moodScores[mood], 0) / moods.length;
}

/** Frustrated visits as a share of all, 0 to 1; undefined without a visit. */
export function computeFrustratedRatio(trials: readonly PageVisits[]): number | undefined {
  const moods = listMoods(trials);
  if (moods.length === 0) return undefined;
  return moods.filter((mood) => mood === 'frustrated').length / moods.length;
}

/**
 * By page and view. Figures are the median of the groups' medians; a group whose typical visit failed is slower than any
 * other. @param trials one a group
 */
export function buildPageResults(trials: readonly PageVisits[]): readonly PageResult[] {
  const all = trials.flatMap(({ visits }) => visits);
  return splitByPage(all).map(({ page, view, visits }) => {
    const groups = trials.map((trial) => ({
      ...trial,
      visits: trial.visits.filter((visit) => visit.page === page && visit.view === view),
    }));
    const typical = (key: PageFigure): number | null =>
      knownOf(median(groups.flatMap((group) => computeTypicalVisit(group.visits, key) ?? []))) ??
      null;
    const failures = visits.flatMap(({ failure }) => failure ?? []);
    const reasons = new Map<string, number>();
    for (const reason of failures) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
    return {
      ...{ page, view, visits: visits.length, failed: failures.length },
      ...{ readyUs: typical('readyUs'), lcpUs: typical('lcpUs'), ttfbUs: typical('ttfbUs') },
      ...{ inpUs: typical('inpUs'), clsScore: typical('clsScore') },
      ...{ transferBytes: typical('transferBytes'), requests: typical('requests') },
      satisfiedMs: groups[0]?.satisfiedMs ?? 0,
      apdex: computeApdex(groups) ?? null,
      frustratedRatio: computeFrustratedRatio(groups) ?? null,
      failureReasons: [...reasons]
        .toSorted((a, b) => b[1] - a[1])
        .slice(0, mostReasons)
        .map(([reason, count]) => ({ reason, count })),
    };
  });
}

const mostReasons = 10;
