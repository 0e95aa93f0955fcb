// A fraction needs factors of two levels, and as many as a standard fraction is known for.
import { findStandardFraction, mostFractionFactors } from '../stats/fraction.ts';
import type { LoadstoneConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import { buildMeaningProblem, type ConfigPath, type ConfigProblem } from './problem.ts';

type Factors = NonNullable<LoadstoneConfig['factors']>;

/** A factor of which one level is kept is fixed and takes no part. */
export function* findFractionProblems(
  path: ConfigPath,
  factors: Factors,
  resolution: number = defaults.fractionResolution,
): Generator<ConfigProblem> {
  const sizes = Object.entries(factors).map(
    ([name, { levels }]) => [name, Object.keys(levels).length] as const,
  );
  const large = sizes.filter(([, size]) => size > 2);
  if (large.length > 0) {
    const names = large.map(([name, size]) => `${name} (${size})`).join(', ');
    const message = `a fraction takes two levels of each factor, and more are left of ${names}; keep two of each in a preset with \`levels\`, or use "full"`;
    yield buildMeaningProblem(path, message);
    return;
  }
  const count = sizes.filter(([, size]) => size === 2).length;
  if (findStandardFraction(count, resolution) === undefined) {
    yield buildMeaningProblem(path, explainLack(count, resolution));
  }
}

function explainLack(count: number, resolution: number): string {
  const all = `"full" has ${2 ** count} variants`;
  if (count < 3) {
    return `a fraction needs three factors of two levels or more, here ${count === 1 ? 'is' : 'are'} ${count}; ${all}`;
  }
  if (count > mostFractionFactors) {
    return `fractions are known here for up to ${mostFractionFactors} factors, not ${count}; fix some of them by keeping one level`;
  }
  if (count === 3) {
    return `a fraction of three factors would mix each main effect with an interaction (resolution III); ${all}`;
  }
  return `${count} factors have no fraction of resolution ${resolution}; ${all}, and \`{ fraction: { resolution: 4 } }\` has ${findStandardFraction(count, 4)?.length}`;
}
