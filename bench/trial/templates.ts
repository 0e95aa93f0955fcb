// The template database of each variant, built before the first group and again where the plan says so.
import type { TrialContext } from './trial-context.ts';
import { buildVariantSettings } from './variant-settings.ts';

/** Builds each distinct template once; variants with the same steps share it. */
export async function prepareTemplates(
  context: TrialContext,
  notRun: ReadonlyMap<string, unknown>,
): Promise<ReadonlyMap<string, string>> {
  const templates = new Map<string, string>();
  if (context.postgres === undefined) return templates;
  for (const variant of context.plan.variants) {
    const { prepareSteps, cwd } = buildVariantSettings(context.experiment, variant);
    if (prepareSteps.length === 0 || notRun.has(variant.id)) continue;
    context.signal.throwIfAborted();
    const { name, built, elapsedMs } = await context.postgres.ensureTemplate(prepareSteps, {
      cwd,
      onProgress: (line) => context.listen({ kind: 'preparing', text: line }),
    });
    templates.set(variant.id, name);
    if (!built) continue;
    const text = `database for ${variant.label} prepared in ${(elapsedMs / 1000).toFixed(1)} s`;
    context.listen({ kind: 'preparing', text });
  }
  return templates;
}
