// Two versions of the service in one experiment: the working tree against another commit.
import { dirname, join, relative } from 'node:path';
import { LoadstoneError } from '../errors.ts';
import { buildUsualGates } from '../gates/list-questions.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import { matchVariants } from '../plan/selection.ts';
import { buildVariants } from '../plan/variants.ts';
import type { Experiment, ResolvedFactor, ResolvedLevel } from '../spec/experiment.ts';

/** Name of the factor that tells the two apart. */
const versionFactor = 'version';
const workingTree = 'working-tree';

/** The other version, checked out. */
export interface OtherVersion {
  /** As it was asked for. */
  readonly ref: string;
  /** Full hash. */
  readonly commit: string;
  /** Its copy of the folder of the config. */
  readonly dir: string;
}

/**
 * The experiment with one configuration of the service in two versions, the other one being the baseline.
 * Load, scenarios and the config itself are those of the working tree for both, so that only the service
 * differs. Gates judge the working tree; where the config has none, CPU per request, throughput, p99 and
 * right answers are judged.
 * @param patterns what `--variant` says; must leave one configuration, the baseline where there is none.
 * @throws LoadstoneError SELECTION_UNKNOWN, SELECTION_EMPTY, USAGE, CONFIG_INVALID
 */
export function compareVersions(
  experiment: Experiment,
  patterns: readonly string[],
  other: OtherVersion,
): Experiment {
  const chosen = chooseConfiguration(experiment, patterns);
  if (experiment.target.command === undefined) {
    throw new LoadstoneError(
      'CONFIG_INVALID',
      'target.command is missing: a service that is only reached by URL cannot be started in another version.',
      {
        hint: 'Give the target a command, or deploy both versions and name them as levels with a url.',
      },
    );
  }
  const folder = dirname(experiment.configPath);
  const otherCwd = join(other.dir, relative(folder, experiment.target.cwd));
  const name = `${other.ref.replaceAll(/[\s,=*|/\\]/g, '-').slice(0, 40)}@${other.commit.slice(0, 10)}`;
  const levels = [
    { ...buildVersion(name, otherCwd), ref: other.ref },
    buildVersion(workingTree, experiment.target.cwd),
  ];
  const choose = (version: string) => ({ ...chosen.levels, [versionFactor]: version });
  const gates = experiment.gates ?? [];
  return {
    ...experiment,
    factors: [...keepChosen(experiment, chosen), { name: versionFactor, levels }],
    baseline: choose(name),
    design: {
      kind: 'named',
      variants: levels.map((level) => ({ name: level.name, levels: choose(level.name) })),
    },
    // Patterns speak of variants that are not in this comparison: each gate judges the working tree.
    gates: (gates.length > 0 ? gates : buildUsualGates(experiment)).map((gate) => ({
      ...gate,
      variants: [],
    })),
  };
}

function chooseConfiguration(experiment: Experiment, patterns: readonly string[]): PlannedVariant {
  const variants = buildVariants(experiment);
  const matched =
    patterns.length === 0
      ? variants.filter(({ isBaseline }) => isBaseline)
      : matchVariants(variants, experiment.factors, patterns);
  const [first, second] = matched;
  if (first !== undefined && second === undefined) return first;
  throw new LoadstoneError(
    'USAGE',
    `Two versions are compared in one configuration, but --variant matches ${matched.length}: ${matched.map(({ id }) => id).join('; ')}.`,
    { hint: 'Name every factor, for example --variant cache=redis,threads=single.' },
  );
}

function keepChosen(
  { factors }: Experiment,
  { levels: chosen }: PlannedVariant,
): readonly ResolvedFactor[] {
  return factors.map((factor) => ({
    ...factor,
    levels: factor.levels.filter(({ name }) => name === chosen[factor.name]),
  }));
}

function buildVersion(name: string, cwd: string): ResolvedLevel {
  return { name, env: {}, args: [], needs: [], url: undefined, prepare: undefined, cwd };
}
