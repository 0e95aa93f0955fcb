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
  const main = page.document.scenarios[page.document.headline.scenarioIndex ?? 0];
  return measured.length > manyVariants && main !== scenario;
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
 * A variant looks the same in every scenario. The baseline is grey; the recommended ones of all
 * scenarios come first, then the best of the headline's scenario; hues run out before dashes do.
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
  // Dashed where not recommended: two curves that coincide can both be seen.
  const free: Look[] = [
    { hue: 'c3', isDashed: false },
    { hue: 'c1', isDashed: true },
    { hue: 'c2', isDashed: true },
    { hue: 'c3', isDashed: true },
    { hue: 'c1', isDashed: false },
  ];
  const least = 3;
  for (const [position, id] of wanted.entries()) {
    const isRecommended = position < document.scenarios.length;
    const used = looks.size;
    if (looks.has(id) || (!isRecommended && used > least)) continue;
    const look = free.shift();
    if (look === undefined) break;
    looks.set(id, look);
  }
  return looks;
}
