// Writes the effects of factors: what is changed, as a multiple, and whether it stands for itself.
import type { FactorialAnalysis, FactorialEffect, SimpleEffect } from '../document/factorial.ts';
import type { RatioInterval } from '../document/result.ts';
import { formatTimes } from './difference.ts';

/** `cache none → memory`, `cache × index`; with the levels where those factors have several effects. */
export function labelEffect(effect: FactorialEffect, { effects }: FactorialAnalysis): string {
  const { factors, levels } = effect;
  const [only] = factors;
  if (factors.length === 1 && only !== undefined) return `${only} ${levels[only]?.join(' → ')}`;
  const isOnly = effects.filter((other) => isOfSameFactors(other, factors)).length === 1;
  return factors.map((one) => (isOnly ? one : `${one} ${levels[one]?.[1] ?? ''}`)).join(' × ');
}

/** An interaction of many levels must not fill the drawing. */
const drawnContrasts = 3;

/** The effects worth drawing: main effects, and the strongest contrasts of each interaction. */
export function chooseDrawnEffects(
  { effects }: FactorialAnalysis,
  limit: number,
): FactorialEffect[] {
  const seen = new Map<string, number>();
  return effects
    .filter(({ factors }) => {
      const word = factors.join('\0');
      const count = (seen.get(word) ?? 0) + 1;
      seen.set(word, count);
      return factors.length === 1 || count <= drawnContrasts;
    })
    .slice(0, limit);
}

/** `index = none, threads = single`. */
export function labelGiven({ given }: SimpleEffect): string {
  return Object.entries(given)
    .map(([factor, level]) => `${factor} = ${level}`)
    .join(', ');
}

/** `[7.9×, 8.5×]`. */
export function formatRatioBounds({ ratioLower, ratioUpper }: RatioInterval): string {
  return `[${formatTimes(ratioLower)}, ${formatTimes(ratioUpper)}]`;
}

/** A share of the variation: `69%`, `3.3%`, `<0.1%`; what is less says nothing. */
export function formatVariation(ratio: number): string {
  const percent = ratio * 100;
  if (percent > 0 && percent < 0.05) return '<0.1%';
  return `${percent >= 9.95 ? Math.round(percent) : Math.round(percent * 10) / 10}%`;
}

/** The factors that a main effect is only an average over: it depends on them. */
export function findAveraged(effect: FactorialEffect, analysis: FactorialAnalysis): string[] {
  const [factor, ...others] = effect.factors;
  return factor !== undefined && others.length === 0 ? findPartners(factor, analysis) : [];
}

/** True where the interval leaves out no effect. */
export function isToldApart({ ratioLower, ratioUpper }: RatioInterval): boolean {
  return ratioLower > 1 || ratioUpper < 1;
}

/** The factors that share a real interaction with this one, the strongest first. */
function findPartners(factor: string, { effects }: FactorialAnalysis): string[] {
  const real = effects.filter(
    ({ factors, isReal }) => isReal && factors.length > 1 && factors.includes(factor),
  );
  return [...new Set(real.flatMap(({ factors }) => factors))].filter((other) => other !== factor);
}

/** The real interactions of exactly so many factors that have simple effects, the strongest first. */
export function listInteractions(
  { effects, simpleEffects }: FactorialAnalysis,
  factorCount: number,
): (readonly string[])[] {
  const words = effects
    .filter(({ isReal, factors }) => isReal && factors.length === factorCount)
    .map(({ factors }) => factors);
  const distinct = new Map(words.map((factors) => [factors.join('\0'), factors]));
  return [...distinct.values()].filter((factors) =>
    simpleEffects.some((simple) => isAbout(simple, factors)),
  );
}

/** What each of these factors does at the levels of the others, in the order of the document. */
export function listSimpleEffects(
  { simpleEffects }: FactorialAnalysis,
  factors: readonly string[],
): SimpleEffect[] {
  return simpleEffects.filter((simple) => isAbout(simple, factors));
}

function isAbout({ factor, given }: SimpleEffect, factors: readonly string[]): boolean {
  const others = Object.keys(given);
  return (
    others.length === factors.length - 1 &&
    [factor, ...others].every((one) => factors.includes(one))
  );
}

function isOfSameFactors(effect: FactorialEffect, factors: readonly string[]): boolean {
  return (
    effect.factors.length === factors.length &&
    effect.factors.every((factor) => factors.includes(factor))
  );
}
