// How to read the page: a fold for every word and statistic, with the figures of this run put in.

import type { Cell, Comparison, ResultDocument } from '../../document/result.ts';
import { formatDifference, formatMargin, formatPercentChange } from '../../figures/difference.ts';
import { formatPValue } from '../../figures/evidence.ts';
import { findComparison, findLabel, findValue, indexVariants } from '../../figures/lookup.ts';
import { formatCount, formatMetric, noFigure } from '../../figures/quantity.ts';
import { rankOf } from '../../figures/rank.ts';
import { english, type Localized, type Messages } from '../../language/catalogue.ts';
import { buildLooks } from '../../verdict/build-evidence.ts';
import { both } from '../bilingual.ts';
import { html, type Markup } from '../markup.ts';
import type { PageContext } from '../page-context.ts';

type Term = keyof Messages['glossary'];

/** In the order of the glossary. */
export function renderReading(page: PageContext): Markup {
  const margin = formatMargin(page.document.run.toleranceRatio);
  const here = describeHere(page);
  const terms = Object.keys(english.glossary) as readonly Term[];
  const explain =
    (term: Term): Localized =>
    (m) => {
      const { meaning } = m.glossary[term];
      return typeof meaning === 'string' ? meaning : meaning({ margin });
    };
  return html`<div class="terms">${terms.map((term) => {
    const own = here[term];
    return html`<details><summary>${both((m) => m.glossary[term].word)}</summary><p>${both(explain(term))}${own && html` ${both(own)}`}</p></details>`;
  })}</div>`;
}

/** The variant that the verdict is about, or the first that is compared. */
function chooseExample({ document, mainScenario }: PageContext) {
  if (mainScenario === undefined) return undefined;
  const metric = mainScenario.primaryMetric;
  const compared = mainScenario.cells.filter((cell) => findComparison(cell, metric) !== undefined);
  const cell =
    compared.find(({ variantId }) => variantId === document.headline.variantId) ?? compared[0];
  const comparison = cell && findComparison(cell, metric);
  return cell && comparison && { cell, comparison };
}

type Here = Partial<Record<Term, Localized>>;

/** What each of the words means in this run; in an invalid one only what needs no verdict. */
function describeHere(page: PageContext): Here {
  const { document, mainScenario } = page;
  const groups = document.groups.filter(({ status }) => status === 'valid').length;
  const cells = mainScenario?.cells ?? [];
  const general: Here = {
    group: (m) => m.reading.group({ groups }),
    ...describeShares(document, cells),
  };
  const example = chooseExample(page);
  if (!page.isTrusted || mainScenario === undefined || example === undefined) return general;
  const count = (rank: string) =>
    cells.filter((cell) => rankOf(cell, mainScenario) === rank).length;
  const verdicts = (verdict: Cell['verdict']) =>
    cells.filter((cell) => cell.verdict === verdict).length;
  const label = findLabel(indexVariants(document), example.cell.variantId);
  return {
    ...general,
    better: (m) => m.reading.better({ better: verdicts('better'), worse: verdicts('worse') }),
    equivalent: (m) => m.reading.counted({ count: verdicts('equivalent') }),
    undecided: (m) => m.reading.counted({ count: verdicts('inconclusive') }),
    tied: (m) => m.reading.counted({ count: count('tied') }),
    ...describeExample(document, label, example.comparison),
  };
}

function describeExample(document: ResultDocument, label: string, comparison: Comparison): Here {
  const { metric, pValue, leastDetectableRatio, groups, method } = comparison;
  const difference = formatDifference(comparison);
  const looks = buildLooks(document);
  return {
    ...(difference !== undefined &&
      difference.lower !== '' && {
        interval: (m: Messages) => m.reading.interval({ ...difference, label, metric }),
      }),
    ...(pValue !== null && {
      pValue: (m: Messages) =>
        m.reading.pValue({ label, value: formatPValue(pValue), looks: looks(m) }),
    }),
    ...(leastDetectableRatio !== null && {
      detectable: (m: Messages) =>
        m.reading.detectable({
          ...{ groups, label, metric, change: formatPercentChange(leastDetectableRatio) },
        }),
    }),
    method: (m) => m.reading.method({ method: m.evidence.methodName[method], groups }),
  };
}

function describeShares(document: ResultDocument, cells: readonly Cell[]): Here {
  const cell = cells.find(({ variantId }) => variantId === document.headline.variantId) ?? cells[0];
  if (cell === undefined) return {};
  const label = findLabel(indexVariants(document), cell.variantId);
  const [p50, p99] = [findValue(cell, 'latencyP50Us'), findValue(cell, 'latencyP99Us')];
  const total = cell.succeeded + cell.failed + cell.timedOut;
  return {
    ...(p50 !== null &&
      p99 !== null && {
        percentiles: (m: Messages) =>
          m.reading.percentiles({
            label,
            p50: formatMetric('latencyP50Us', p50) ?? noFigure,
            p99: formatMetric('latencyP99Us', p99) ?? noFigure,
          }),
      }),
    ...(total > 0 && {
      success: (m: Messages) =>
        m.reading.success({
          label,
          succeeded: formatCount(cell.succeeded),
          total: formatCount(total),
        }),
    }),
  };
}
