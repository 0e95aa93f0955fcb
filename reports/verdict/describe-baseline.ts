// Which levels the variant has that all others are compared with.
import type { VariantDescription } from '../document/result.ts';
import type { Localized } from '../language/catalogue.ts';

/** `Baseline: cache = none, threads = single.` Empty without a baseline, or where the experiment has no factors. */
export function describeBaseline({
  variants,
}: {
  readonly variants: readonly Pick<VariantDescription, 'isBaseline' | 'levels'>[];
}): readonly Localized[] {
  const { levels = {} } = variants.find(({ isBaseline }) => isBaseline) ?? {};
  const words = Object.entries(levels).map(([factor, level]) => `${factor} = ${level}`);
  return words.length === 0 ? [] : [(m) => m.page.baselineLevels({ levels: words.join(', ') })];
}
