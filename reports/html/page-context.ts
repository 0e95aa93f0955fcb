// What all sections of a page share: the document, its labels, and how each variant is drawn.

import type { Cell, ResultDocument, ScenarioResult } from '../document/result.ts';
import { findLabel, indexVariants, isTrusted, type VariantIndex } from '../figures/lookup.ts';
import { chooseDrawnCells, orderCells } from '../figures/rank.ts';
import type { Look } from './kit/hue.ts';

export interface PageContext {
  readonly document: ResultDocument;
  readonly variants: VariantIndex;
  /** False where the run is not valid: then no difference and no verdict is shown. */
  readonly isTrusted: boolean;
  /** The one that the verdict is about, whose table stands on the first screen. */
  readonly mainScenario: ScenarioResult | undefined;
  lookOf(variantId: string): Look;
  /** Of those that are not drawn in the grey of context, by variant. */
  readonly looks: ReadonlyMap<string, Look>;
  labelOf(variantId: string): string;
  /** Number of a variant on the page, from 0, for the script. */
  numberOf(variantId: string): number;
}

/** One scenario of the page. */
export interface ScenarioContext {
  readonly page: PageContext;
  readonly scenario: ScenarioResult;
  /** Unique on the page, for example `s1`. */
  readonly id: string;
  /** The measured cells that charts draw, in the order of the page. */
  readonly drawn: readonly Cell[];
  /** All measured cells, in the order of the page. */
  readonly measured: readonly Cell[];
}

/** From here on a page with every detail of every scenario would outgrow its budget. */
const manyVariants = 12;

/** True where a scenario's largest details are left out: of many variants only the verdict's scenario has them. */
export function isTooMuch({ page, scenario, measured }: ScenarioContext): boolean {
  return measured.length > manyVariants && page.mainScenario !== scenario;
}

/**
 * The variants of tables of values: all, but of a scenario with too many of them those that its drawings show. The table of
 * decisions has every variant of every scenario.
 */
export function listDetailed(context: ScenarioContext): readonly Cell[] {
  return isTooMuch(context) ? context.drawn : context.measured;
}

/** More rows than this are a wall; the rest stands in the tables. */
const drawnLimit = 12;

export function buildPageContext(document: ResultDocument): PageContext {
  const variants = indexVariants(document);
  const looks = assignLooks(document);
  return {
    document,
    variants,
    isTrusted: isTrusted(document),
    mainScenario: document.scenarios[document.headline.scenarioIndex ?? 0],
    looks,
    lookOf: (id) => looks.get(id) ?? { hue: 'cx', isDashed: false },
    labelOf: (id) => findLabel(variants, id),
    numberOf: (id) => document.variants.findIndex((variant) => variant.id === id),
  };
}

export function buildScenarioContext(
  page: PageContext,
  scenario: ScenarioResult,
  index: number,
): ScenarioContext {
  return {
    page,
    scenario,
    id: `s${index + 1}`,
    drawn: chooseDrawnCells(scenario, drawnLimit),
    measured: orderCells(scenario).filter((cell) => cell.verdict !== 'not-run'),
  };
}

/**
 * A variant looks the same in every scenario. The baseline is dark grey; the recommended ones of all
 * scenarios come first, then the best of the headline's scenario; the rest is context in grey.
 */
function assignLooks(document: ResultDocument): ReadonlyMap<string, Look> {
  const looks = new Map<string, Look>();
  for (const { id, isBaseline } of document.variants) {
    if (isBaseline) looks.set(id, { hue: 'c0', isDashed: false });
  }
  const main = document.scenarios[document.headline.scenarioIndex ?? 0];
  const wanted = [
    ...(main?.recommendation ? [main.recommendation.variantId] : []),
    ...document.scenarios.flatMap(({ recommendation }) => recommendation?.variantId ?? []),
    ...(main === undefined ? [] : orderCells(main))
      .filter((cell) => cell.verdict !== 'not-run')
      .map((cell) => cell.variantId),
  ];
  // Two hues with emphasis: the recommended one, and the next best, dashed so that both are seen where they coincide.
  const free: Look[] = [
    { hue: 'c3', isDashed: false },
    { hue: 'c1', isDashed: true },
  ];
  for (const id of wanted) {
    if (looks.has(id)) continue;
    const look = free.shift();
    if (look === undefined) break;
    looks.set(id, look);
  }
  return looks;
}
