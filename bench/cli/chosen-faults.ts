// From the config's words to faults: names, patterns, and parameters; and how long they take.

import { countOf } from '../../reports/document/messages/count.ts';
import { LoadstoneError, messageOf } from '../errors.ts';
import { createFault, listFaults } from '../faults/catalogue.ts';
import type { Fault } from '../faults/fault.ts';
import type { Plan } from '../plan/plan.ts';
import { suggest } from '../spec/did-you-mean.ts';
import type { Experiment, FaultOrder } from '../spec/experiment.ts';
import { fitsPattern } from '../spec/star-pattern.ts';

/**
 * The faults that the orders name, each once, in their order; a later order of the same fault replaces
 * an earlier one, so that a pattern may be followed by one with parameters.
 * @throws LoadstoneError CONFIG_INVALID with every unknown name, unknown parameter, and pattern that matches nothing
 */
export function chooseFaults(orders: readonly FaultOrder[]): readonly Fault[] {
  const chosen = new Map<string, Fault>();
  const problems: string[] = [];
  for (const { fault, parameters } of orders) {
    try {
      for (const id of expand(fault)) chosen.set(id, createFault({ fault: id, ...parameters }));
    } catch (thrown) {
      problems.push(messageOf(thrown));
    }
  }
  if (problems.length === 0) return [...chosen.values()];
  throw new LoadstoneError('CONFIG_INVALID', `faults.inject or --fault: ${problems.join('\n  ')}`, {
    hint: 'docs/faults.md lists the faults with their parameters; `redis-*` takes all that begin so.',
  });
}

/** Ids that a name or a pattern (`*` for anything) stands for. @throws Error where there is none */
function expand(name: string): readonly string[] {
  const known = listFaults().map(({ id }) => id);
  if (known.includes(name)) return [name];
  const matched = known.filter((id) => fitsPattern(name, id));
  if (matched.length > 0) return matched;
  const ofLinks = known.filter((id) => id.startsWith(`${name}@`));
  if (ofLinks.length > 0)
    throw new Error(`"${name}" needs its link: ${ofLinks.join(', ')}, or ${name}@* for all.`);
  if (name.includes('*')) throw new Error(`No fault matches "${name}".`);
  throw new Error(`There is no fault "${name}"; ${suggest(name, known)}`);
}

/** Launch, warm-up, audit and stop, ms; a guess for two cores. */
const besidesMs = 5_000;

export interface FaultsTime {
  readonly episodes: number;
  readonly expectedMs: number;
}

/** Every variant meets every fault in every group; undefined where the experiment breaks nothing. */
export function estimateFaults({ faults }: Experiment, plan: Plan): FaultsTime | undefined {
  if (faults === undefined) return undefined;
  const episodes = plan.variants.length * chooseFaults(faults.orders).length * faults.groups;
  const perEpisodeMs = faults.beforeMs + faults.duringMs + faults.afterMs + besidesMs;
  return { episodes, expectedMs: episodes * perEpisodeMs };
}

/** @throws LoadstoneError CONFIG_INVALID where the faults are unknown or would take longer than the hard cap */
export function assertFaultsFit(experiment: Experiment, plan: Plan): void {
  const time = estimateFaults(experiment, plan);
  const { maxRunMs } = experiment.limits;
  if (time === undefined || time.expectedMs <= maxRunMs) return;
  const [expected, cap] = [time.expectedMs, maxRunMs].map((ms) => Math.ceil(ms / 60_000));
  throw new LoadstoneError(
    'CONFIG_INVALID',
    `The ${countOf(time.episodes, 'episode of faults takes', 'episodes of faults take')} about ${expected} min, more than the hard cap of ${cap} min (limits.maxRunMs).`,
    { hint: 'Take fewer groups, variants (--variant) or faults (--fault), or raise the cap.' },
  );
}
