// Without --variant, those are explained that tell most of a result: baseline, the best and the worst.
import { expect, test } from 'vitest';
import type { ResultDocument } from '../../../reports/document/result.ts';
import { buildComplete, buildInvalid, buildPartial } from '../../../reports/fixtures/documents.ts';
import type { Plan } from '../../plan/plan.ts';
import type { Experiment } from '../../spec/experiment.ts';
import { chooseExplained } from './explain.ts';

/** What the choice reads of the plan and the experiment that a document came from. */
function choose(document: ResultDocument, patterns: readonly string[] = []): readonly string[] {
  const plan: Plan = { variants: document.variants, groups: [], seed: 1 };
  const { factors } = document;
  const experiment = { factors } as unknown as Experiment;
  return chooseExplained(plan, experiment, patterns, document).map(({ label }) => label);
}

test('a run with a recommendation explains the baseline, what is recommended and the worst', () => {
  const document = buildComplete();
  const scenario = document.scenarios[document.headline.scenarioIndex ?? -1];
  const recommended = document.variants.find(
    ({ id }) => id === scenario?.recommendation?.variantId,
  );
  expect(recommended?.label).toBe('index = composite');
  expect(choose(document).toSorted()).toEqual(
    ['baseline', 'index = composite', 'threads = pool'].toSorted(),
  );
});

test('it is the scenario of the verdict that decides', () => {
  const document = buildComplete();
  const other = { ...document, headline: { ...document.headline, scenarioIndex: 1 } };
  const recommended = document.scenarios[1]?.recommendation?.variantId;
  const label = document.variants.find(({ id }) => id === recommended)?.label;
  expect(label).toBe('index = fk');
  expect(choose(other)).toContain(label);
  expect(choose(other)).not.toContain('index = composite');
});

test('a variant that was not run is never the worst', () => {
  const document = buildPartial();
  const notRun = document.variants.filter(({ status }) => status === 'not-run');
  expect(notRun.length).toBeGreaterThan(0);
  for (const { label } of notRun) expect(choose(document)).not.toContain(label);
});

test('where nothing was judged the first variants of the plan are explained, with the baseline', () => {
  const document = buildInvalid();
  const scenarios = document.scenarios.map((scenario) => ({
    ...scenario,
    recommendation: null,
    cells: scenario.cells.map((cell) => ({ ...cell, verdict: 'not-judged' as const })),
  }));
  const labels = choose({ ...document, scenarios });
  expect(labels).toContain(document.variants.find(({ isBaseline }) => isBaseline)?.label);
  expect(labels.length).toBeLessThanOrEqual(4);
});
