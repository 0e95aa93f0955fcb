// What a single launch would fix for a whole run and is therefore changed now and then: which CPUs the
// roles have, the memory of the database server, the files of the templates. Seeded and balanced.
import { uniformInt } from 'pure-rand/distribution/uniformInt';
import { defaults } from '../spec/defaults.ts';
import type { Experiment } from '../spec/experiment.ts';
import type { PlannedCycle, PlannedGroup } from './plan.ts';
import { buildGenerator } from './random.ts';

/**
 * The cycle of a group, a function of its index alone, so that longer plans begin with the groups of shorter
 * ones. Of each pair of groups one has its CPUs swapped, at random which; of each row of groups one begins
 * with a restart, and of each longer row one with new templates. The first group starts all of that anyway.
 */
export function buildCycle(experiment: Experiment, group: number, seed: number): PlannedCycle {
  const { swapCpus, restartEveryGroups, rebuildEveryGroups } = experiment.cycles ?? defaults.cycles;
  const { postgres, placement } = experiment;
  const isEmbedded = postgres !== undefined && postgres.url === undefined;
  const isChosen = (every: number, purpose: string): boolean =>
    isEmbedded && group > 0 && every > 0 && chooseOne(group, every, seed, purpose);
  return {
    swapsCpus: swapCpus && placement === 'auto' && chooseOne(group, 2, seed, 'swap'),
    restartsDatabase: isChosen(restartEveryGroups, 'restart'),
    rebuildsTemplates: isChosen(rebuildEveryGroups, 'rebuild') && hasTemplates(experiment),
  };
}

/** True where the group is the one that is drawn of its row of `every` groups. */
function chooseOne(group: number, every: number, seed: number, purpose: string): boolean {
  const row = Math.floor(group / every);
  const chosen = uniformInt(buildGenerator(seed, 'cycle', purpose, row), 0, every - 1);
  return group % every === chosen;
}

function hasTemplates({ postgres, factors }: Experiment): boolean {
  const levels = factors.flatMap((factor) => factor.levels);
  return postgres?.prepare !== undefined || levels.some(({ prepare }) => prepare !== undefined);
}

/** The groups as they were planned before there were cycles, for a run that was begun then. */
export function withoutCycles(groups: readonly PlannedGroup[]): readonly PlannedGroup[] {
  return groups.map(({ cycle: _, ...group }) => group);
}
