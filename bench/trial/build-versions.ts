// Builds every version of the service once, before any of its processes starts.
import type { Plan } from '../plan/plan.ts';
import { buildVersion } from '../services/build.ts';
import type { Journal } from '../services/journal.ts';
import type { Experiment } from '../spec/experiment.ts';
import type { TrialListener } from './trial-context.ts';
import { buildVariantSettings } from './variant-settings.ts';

interface BuildVersionsOptions {
  readonly experiment: Experiment;
  readonly plan: Plan;
  readonly journal: Journal;
  readonly listen: TrialListener;
  readonly signal: AbortSignal;
}

/** Folders that this process has built already, as where faults follow the groups of a run. */
const builtFolders = new WeakMap<Experiment['target'], Set<string>>();

/** @throws LoadstoneError BUILD_FAILED */
export async function buildVersions(options: BuildVersionsOptions): Promise<void> {
  const { experiment, plan, journal, listen, signal } = options;
  const { build, env } = experiment.target;
  if (build === undefined) return;
  const built = builtFolders.get(experiment.target) ?? new Set();
  builtFolders.set(experiment.target, built);
  for (const variant of plan.variants) {
    const { command, urls, cwd, ref } = buildVariantSettings(experiment, variant);
    if (command === undefined || urls.length > 0 || built.has(cwd)) continue;
    const of = ref === undefined ? '' : ` of ${ref}`;
    listen({ kind: 'preparing', text: `building the service${of}: ${build.join(' ')}` });
    const startedMs = performance.now();
    await buildVersion({ command: build, cwd, env, ref, journal, signal });
    built.add(cwd);
    const seconds = ((performance.now() - startedMs) / 1000).toFixed(1);
    listen({ kind: 'preparing', text: `service${of} built in ${seconds} s` });
  }
}
