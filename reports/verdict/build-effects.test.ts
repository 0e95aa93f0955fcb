// What is said of the effects of factors: never main effects alone where they interact.
import { expect, test } from 'vitest';
import type { FactorialAnalysis, FactorialEffect } from '../document/factorial.ts';
import { toPlainText } from '../document/messages/sentence.ts';
import type { ResultDocument } from '../document/result.ts';
import { buildAA, buildComplete } from '../fixtures/documents.ts';
import { buildCrowded, buildFactorial } from '../fixtures/factorial-document.ts';
import type { Localized, Messages } from '../language/catalogue.ts';
import { chinese, english } from '../language/catalogue.ts';
import { buildEffects, explainNoEffects } from './build-effects.ts';

function say(message: Localized, messages: Messages = english): string {
  const sentence = message(messages);
  return typeof sentence === 'string' ? sentence : toPlainText(sentence);
}

function effectsOf(document: ResultDocument): FactorialAnalysis {
  const analysis = document.scenarios[0]?.factorial;
  if (analysis === undefined || analysis === null) throw new Error('There are effects.');
  return analysis;
}

/** The effects of the fixture, each changed. */
const change = (with_: (effect: FactorialEffect) => FactorialEffect): FactorialAnalysis => {
  const analysis = effectsOf(buildFactorial());
  return { ...analysis, effects: analysis.effects.map(with_) };
};

test('where two factors interact, each effect is told at the levels of the other', () => {
  const { finding, remarks } = buildEffects(effectsOf(buildFactorial()));
  expect(say(finding)).toBe(
    'index explains 70% of the variation, cache 15% and cache × index 12%.',
  );
  const told = remarks.map((remark) => say(remark));
  expect(told).toEqual([
    expect.stringContaining('cache and index depend on each other'),
    'cache memory instead of none, throughput: 2.9× with index none and 1.05× with index composite.',
    'index composite instead of none, throughput: 5.6× with cache none and 2.0× with cache memory.',
  ]);
});

test('without a real interaction it says how large one may still be', () => {
  const analysis = change((effect) => ({ ...effect, isReal: effect.factors.length === 1 }));
  const told = buildEffects({ ...analysis, simpleEffects: [] }).remarks.map((one) => say(one));
  expect(told).toHaveLength(1);
  expect(told[0]).toMatch(/^No interaction is significant.*\[\d\.\d+×, \d\.\d+×\]/);
});

test('where nothing is real it says just that', () => {
  const analysis = change((effect) => ({ ...effect, isReal: false }));
  const { finding, remarks } = buildEffects({ ...analysis, simpleEffects: [] });
  expect(say(finding)).toBe('No factor has a significant effect.');
  expect(remarks).toEqual([]);
});

test('an interaction with aliases is blamed on no pair', () => {
  const analysis = change((effect) => ({
    ...effect,
    aliases: effect.factors.length === 2 ? ['threads × gzip'] : [],
  }));
  const { remarks } = buildEffects({ ...analysis, design: 'fraction', simpleEffects: [] });
  expect(remarks.map((remark) => say(remark))).toEqual([
    'cache × index is aliased with threads × gzip in this fraction: use the design full to separate them.',
  ]);
});

test('many levels are counted, not told one by one', () => {
  const told = buildEffects(effectsOf(buildCrowded())).remarks.map((remark) => say(remark));
  expect(told).toHaveLength(6);
  expect(told.at(-1)).toContain('4 more changes that depend on another factor');
});

test('the Chinese sentences hold the same figures as the English ones', () => {
  const story = buildEffects(effectsOf(buildFactorial()));
  const figures = (messages: Messages) =>
    [story.finding, story.noise, ...story.remarks].flatMap(
      (message) => say(message, messages).match(/[\d.]+[×%]/g) ?? [],
    );
  expect(figures(chinese)).toEqual(figures(english));
  expect(figures(english).length).toBeGreaterThan(8);
});

test('one at a time there are none, and it says what to run; one program twice needs none', () => {
  const explain = (document: ResultDocument) => {
    const [scenario] = document.scenarios;
    const reason = scenario && explainNoEffects(document, scenario);
    return reason && say(reason);
  };
  expect(explain(buildComplete())).toContain("design: 'full'");
  expect(explain(buildAA())).toBeUndefined();
  expect(explain(buildFactorial())).toBeUndefined();
  const whole = buildFactorial();
  const scenarios = whole.scenarios.map((scenario) => ({ ...scenario, factorial: null }));
  expect(explain({ ...whole, scenarios })).toContain('Too few groups');
});
