// Why a run can't be gone on with: its config has changed, or an older Loadstone made it.
import { LoadstoneError } from '../errors.ts';
import type { Experiment } from '../spec/experiment.ts';
import type { RunManifest } from '../store/manifest.ts';
import { isTable } from '../table.ts';
import type { PlannedRun } from './selection.ts';

/** Settings that every experiment has now and those of older versions had not, or the other way round. */
const settingsOfVersions: readonly string[] = [
  ...['warmup', 'phase', 'parity', 'gates', 'limits.generatorWaitRatio', 'slices.warmupMs'],
  ...['limits.cpuPressureRatio', 'limits.rateDeviationRatio', 'limits.eventLoopDelayRatio'],
  ...['limits.maxRateRps', 'limits.maxConnections', 'limits.maxRunMs'],
];

/** So many settings that differ are named. */
const mostNamed = 5;

/**
 * The error for a run whose experiment or plan is another one now.
 * @param hasMeasured true where a group of it has ended, so that there is something to report
 */
export function buildMismatch(
  manifest: RunManifest,
  now: Pick<PlannedRun, 'experiment' | 'hasher' | 'redactor' | 'isMeasuredBy'>,
  hasMeasured: boolean,
): LoadstoneError {
  const { id, experiment, reproduceCommand } = manifest;
  const { configPath } = experiment;
  const kept = hasMeasured
    ? `What it measured can still be read: loadstone report ${id}`
    : 'It has measured no whole group, so nothing is lost.';
  const anew = `Run it anew: ${reproduceCommand}. ${kept}`;
  if (manifest.hashKeyId !== undefined && manifest.hashKeyId !== now.hasher.keyId) {
    return new LoadstoneError(
      'RESUME_MISMATCH',
      `Whether ${configPath} still describes run ${id} can't be told: the run is of another machine, or the key of its hashes is gone (hash.key in .loadstone).`,
      { hint: anew },
    );
  }
  const older = (how: string) =>
    new LoadstoneError(
      'RESUME_MISMATCH',
      `Run ${id} was made by an older version of Loadstone, ${how}: groups of this version would not be like its own.`,
      { hint: anew },
    );
  if (now.isMeasuredBy(manifest)) {
    return older('which planned its groups in another way');
  }
  const differences = findDifferences(
    hideSecrets(experiment, now),
    hideSecrets(now.experiment, now),
  );
  const isOfVersion = ({ path, isMissing }: Difference) =>
    isMissing && settingsOfVersions.includes(path);
  const ofVersion = differences.filter(isOfVersion);
  const ofConfig = differences.filter((difference) => !isOfVersion(difference));
  if (ofVersion.length > 0 && ofConfig.length === 0) {
    return older(`whose experiments had other settings (${list(ofVersion)})`);
  }
  const what =
    ofConfig.length > 0
      ? `${list(ofConfig)} ${ofConfig.length === 1 ? 'is' : 'are'} different`
      : 'a value that the command line overrides is different';
  if (now.experiment.configPath !== configPath) {
    return new LoadstoneError(
      'RESUME_MISMATCH',
      `${now.experiment.configPath} does not describe what run ${id} measured: ${what}.`,
      {
        hint: `Leave out --config to go on with ${configPath}, which the run was made by. ${anew}`,
      },
    );
  }
  return new LoadstoneError(
    'RESUME_MISMATCH',
    `${configPath} no longer describes what run ${id} measured: ${what}.`,
    {
      hint: `Restore the config. Where it is as it was, another version of Loadstone made the run. ${anew}`,
    },
  );
}

/** As a manifest keeps it. */
function hideSecrets(experiment: Experiment, { redactor }: Pick<PlannedRun, 'redactor'>): unknown {
  const kept = redactor.value({ experiment, plan: null });
  return JSON.parse(JSON.stringify(kept.experiment));
}

function list(differences: readonly Difference[]): string {
  const paths = differences.slice(0, mostNamed).map(({ path }) => path);
  const more = differences.length - paths.length;
  return `${paths.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}

interface Difference {
  readonly path: string;
  /** One of the two has nothing there. */
  readonly isMissing: boolean;
}

/** Where two values differ, at the path of a part that only one has; lists are compared as a whole. */
function findDifferences(before: unknown, now: unknown, path = ''): readonly Difference[] {
  if (!isTable(before) || !isTable(now)) {
    const isMissing = before === undefined || now === undefined;
    return JSON.stringify(before) === JSON.stringify(now) ? [] : [{ path, isMissing }];
  }
  const keys = new Set([...Object.keys(before), ...Object.keys(now)]);
  return [...keys].flatMap((key) =>
    findDifferences(before[key], now[key], path === '' ? key : `${path}.${key}`),
  );
}
