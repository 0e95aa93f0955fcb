// What a variant's levels add up to: environment, arguments, needs, and how its database is prepared.
import type { Message } from '../../reports/document/message.ts';
import type { PlannedVariant } from '../plan/plan.ts';
import type { Experiment, PrepareStep, ResolvedLevel, ServiceName } from '../spec/experiment.ts';
import type { TrialContext } from './trial-context.ts';

export interface VariantSettings {
  /** What the levels set; the service's echo is compared with these. */
  readonly levelEnv: Readonly<Record<string, string>>;
  /** Program and arguments; undefined where it is reached by URL. */
  readonly command: readonly string[] | undefined;
  readonly args: readonly string[];
  readonly needs: ReadonlySet<ServiceName>;
  /** Addresses of the service; empty where it is started. */
  readonly urls: readonly string[];
  /** Server that counts its requests; undefined for the service itself. */
  readonly counterUrl: string | undefined;
  /** Absolute folder that the service and the prepare steps run in. */
  readonly cwd: string;
  /** The version of the service that is in that folder; undefined for the working tree. */
  readonly ref: string | undefined;
  /** From the empty database to the variant's own; empty where there is none. */
  readonly prepareSteps: readonly PrepareStep[];
}

/** Adds up the levels of a variant in the order of the factors; a later factor wins. */
export function buildVariantSettings(
  experiment: Experiment,
  variant: PlannedVariant,
): VariantSettings {
  const levels = experiment.factors.map((factor): ResolvedLevel => {
    const level = factor.levels.find(({ name }) => name === variant.levels[factor.name]);
    if (level === undefined) throw new Error(`${variant.id} names no level of ${factor.name}`);
    return level;
  });
  const { target } = experiment;
  const given = levels.findLast((level) => level.url !== undefined) ?? target;
  const base = experiment.postgres?.prepare;
  const steps = levels.flatMap((level) => (level.prepare === undefined ? [] : [level.prepare]));
  return {
    levelEnv: Object.assign({}, ...levels.map((level) => level.env)),
    command: levels.findLast((level) => level.command !== undefined)?.command ?? target.command,
    args: levels.flatMap((level) => level.args),
    needs: new Set(levels.flatMap((level) => level.needs)),
    urls: given.url === undefined ? [] : [given.url, ...(given.moreUrls ?? [])],
    counterUrl:
      levels.findLast((level) => level.counterUrl !== undefined)?.counterUrl ?? target.counter?.url,
    cwd: levels.findLast((level) => level.cwd !== undefined)?.cwd ?? experiment.target.cwd,
    ref: levels.findLast((level) => level.ref !== undefined)?.ref,
    prepareSteps: experiment.postgres === undefined ? [] : [...(base ? [base] : []), ...steps],
  };
}

/** Why this machine can't start a variant: a service that it needs is not there; undefined where it can. */
export function findMissingService(
  { experiment, startRedis, noRedisReason }: TrialContext,
  variant: PlannedVariant,
): Message | undefined {
  const needsRedis = buildVariantSettings(experiment, variant).needs.has('redis');
  return needsRedis && startRedis === undefined ? noRedisReason : undefined;
}
