// Narrowing an experiment by what the command line names: variants by pattern, scenarios by name.
import { closest, distance } from 'fastest-levenshtein';
import { LoadstoneError } from '../errors.ts';
import type { Experiment, ResolvedFactor, ResolvedScenario } from '../spec/experiment.ts';
import type { PlannedVariant } from './plan.ts';

/**
 * The variants that any of the patterns matches, and the baseline always. A pattern is a variant's
 * id or name, `*`, or `factor=level` pairs joined by commas that must all hold; a level may be `*` or
 * several joined by `|`, and a factor left out may have any level. No pattern keeps all.
 * @throws LoadstoneError SELECTION_UNKNOWN, SELECTION_EMPTY
 */
export function selectVariants(
  variants: readonly PlannedVariant[],
  factors: readonly ResolvedFactor[],
  patterns: readonly string[],
): readonly PlannedVariant[] {
  if (patterns.length === 0) return variants;
  const matched = new Set(matchVariants(variants, factors, patterns));
  return variants.filter((variant) => variant.isBaseline || matched.has(variant));
}

/**
 * The variants that any of the patterns matches, the baseline only where one does.
 * @throws LoadstoneError SELECTION_UNKNOWN, SELECTION_EMPTY
 */
export function matchVariants(
  variants: readonly PlannedVariant[],
  factors: readonly ResolvedFactor[],
  patterns: readonly string[],
): readonly PlannedVariant[] {
  const matchers = patterns.map((pattern) => parsePattern(pattern, variants, factors));
  for (const [index, matches] of matchers.entries()) {
    if (!variants.some(matches)) {
      throw new LoadstoneError(
        'SELECTION_EMPTY',
        `No variant of this design matches "${patterns[index]}".`,
      );
    }
  }
  return variants.filter((variant) => matchers.some((matches) => matches(variant)));
}

type VariantMatcher = (variant: PlannedVariant) => boolean;

function parsePattern(
  pattern: string,
  variants: readonly PlannedVariant[],
  factors: readonly ResolvedFactor[],
): VariantMatcher {
  const text = pattern.trim();
  if (text === '*') return () => true;
  if (variants.some(({ id }) => id === text)) return ({ id }) => id === text;
  if (!text.includes('=')) {
    const names = [...variants.map(({ id }) => id), ...factors.map(({ name }) => `${name}=*`)];
    throw unknown('variant', text, names);
  }
  const conditions = text.split(',').map((part) => parseCondition(part, factors));
  return (variant) => conditions.every((holds) => holds(variant));
}

function parseCondition(part: string, factors: readonly ResolvedFactor[]): VariantMatcher {
  const equals = part.indexOf('=');
  const factorName = (equals < 0 ? part : part.slice(0, equals)).trim();
  const factor = factors.find(({ name }) => name === factorName);
  if (factor === undefined) {
    throw unknown(
      'factor',
      factorName,
      factors.map(({ name }) => name),
    );
  }
  const known = factor.levels.map(({ name }) => name);
  const wanted = (equals < 0 ? '' : part.slice(equals + 1)).split('|').map((name) => name.trim());
  for (const level of wanted) {
    if (level !== '*' && !known.includes(level)) {
      throw unknown(`level of ${factorName}`, level, known);
    }
  }
  if (wanted.includes('*')) return () => true;
  return (variant) => wanted.includes(variant.levels[factorName] ?? '');
}

/**
 * The scenarios named, in the experiment's order; no name keeps all but those for faults alone.
 * @throws LoadstoneError SELECTION_UNKNOWN
 */
export function selectScenarios(
  { scenarios }: Experiment,
  names: readonly string[],
): readonly ResolvedScenario[] {
  const known = scenarios.map(({ name }) => name);
  for (const name of names) {
    if (name !== '*' && !known.includes(name)) throw unknown('scenario', name, known);
  }
  if (names.length === 0 || names.includes('*'))
    return scenarios.filter(({ faultsOnly }) => faultsOnly !== true);
  return scenarios.filter(({ name }) => names.includes(name));
}

function unknown(what: string, given: string, known: readonly string[]): LoadstoneError {
  const nearest = known.length === 0 ? undefined : closest(given, known);
  const isNear =
    nearest !== undefined && distance(given, nearest) <= Math.max(2, Math.ceil(given.length / 2));
  const listed = known.length === 0 ? 'There is none.' : `There is: ${known.join(', ')}.`;
  const guess = isNear ? ` Did you mean "${nearest}"?` : '';
  return new LoadstoneError(
    'SELECTION_UNKNOWN',
    `There is no ${what} "${given}".${guess} ${listed}`,
  );
}
