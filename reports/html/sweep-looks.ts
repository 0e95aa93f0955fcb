// How the curves of a sweep are named and drawn, everywhere on its page.
import type { SweepDocument } from '../document/sweep.ts';
import type { Look } from './kit/hue.ts';

export interface SweepLooks {
  labelOf(variantId: string): string;
  lookOf(variantId: string): Look;
}

/** The baseline is grey; hues run out before dashes do, then the rest is context. */
export function assignSweepLooks({ variants }: SweepDocument): SweepLooks {
  const free: readonly Look[] = [false, true].flatMap((isDashed) =>
    (['c3', 'c1', 'c2'] as const).map((hue) => ({ hue, isDashed })),
  );
  const others = variants.filter(({ isBaseline }) => !isBaseline);
  const looks = new Map(
    others.map(({ id }, index) => [id, free[index] ?? { hue: 'cx' as const, isDashed: false }]),
  );
  const labels = new Map(variants.map(({ id, label }) => [id, label]));
  return {
    labelOf: (id) => labels.get(id) ?? id,
    lookOf: (id) => looks.get(id) ?? { hue: 'c0', isDashed: false },
  };
}
