// Checks of the load generator: its CPU, its event loop, and the starts that it had to keep.

import { writeMessage } from '../../../reports/document/messages/message.ts';
import type { ValidityCheck } from '../../../reports/document/result.ts';
import {
  decodeHistogram,
  latencyAtPercentileUs,
  mergeHistograms,
} from '../../measurement/histogram.ts';
import type { TrialRecord } from '../../measurement/records.ts';
import { buildCheck, formatShare, judgeParts, mostCaveats } from '../warning.ts';
import type { CheckInput } from './check-input.ts';

/** Lateness below these is the clock of the operating system, whatever the service does. */
const latenessRules = [
  { percentile: 50, leastUs: 500 },
  { percentile: 99, leastUs: 1_000 },
] as const;

/**
 * Timers fire up to 1 ms late by their own granularity, and a busy closed loop works off the answers of
 * several connections in one turn: 2 to 3 ms were seen at p99 on a machine without any other load.
 */
const leastEventLoopDelayUs = 5_000;

/** Where a run from before there was this limit says nothing. */
const defaultWaitRatio = 0.5;

/**
 * Fails where more than a fifth of all slices found the generator above its CPU limit; a warning where
 * any did. One fast variant alone at the limit looks slower than it is, which is the safe side, and
 * carries a warning of its own.
 */
export function checkGenerator({ trials, experiment }: CheckInput): ValidityCheck {
  const name = 'generator-not-the-bottleneck';
  const limit = experiment.limits.generatorCpuRatio;
  const slices = trials.flatMap((trial) => trial.slices);
  const known = slices.flatMap(({ generatorCpuRatio }) => generatorCpuRatio ?? []);
  if (known.length === 0)
    return buildCheck(name, 'warning', writeMessage('check-generator-unknown'));
  const over = known.filter((ratio) => ratio > limit).length;
  const all = slices.length;
  const facts = { over, known: known.length, limit: formatShare(limit), all, most: mostCaveats };
  return buildCheck(
    name,
    judgeParts(over, known.length, all),
    writeMessage('check-generator', facts),
  );
}

/**
 * Fails where more than a fifth of the open-loop trials sent too late, at the median or at p99: then the
 * generator or its host, not the service, made the latencies. A latency runs from the intended start, so that
 * lateness is part of it, and as a share of the latency at the same percentile it says how much of the
 * figure is the generator's own. Trials of a saturated variant wait for the service, so they say nothing.
 */
export function checkSendsOnTime({ trials, experiment }: CheckInput): ValidityCheck {
  const name = 'sends-on-time';
  const open = trials.filter((trial) => trial.measurement.sendLateness !== undefined);
  const judged = open.filter((trial) => !isSaturated(trial));
  const ratio = experiment.limits.latenessRatio;
  const late = judged.filter((trial) => isLate(trial, ratio)).length;
  if (trials.length === 0)
    return buildCheck(name, 'warning', writeMessage('check-nothing-measured'));
  if (open.length === 0) return buildCheck(name, 'ok', writeMessage('check-no-open-load'));
  const saturated = open.length - judged.length;
  return buildCheck(
    name,
    judged.length === 0 ? 'warning' : judgeParts(late, judged.length),
    writeMessage('check-sends', {
      ...{ late, judged: judged.length, ratio: formatShare(ratio), saturated, most: mostCaveats },
    }),
  );
}

function isLate({ measurement }: TrialRecord, ratio: number): boolean {
  if (measurement.sendLateness === undefined) return false;
  const lateness = decodeHistogram(measurement.sendLateness);
  const latency = mergeHistograms(measurement.routes.map((route) => route.successLatency));
  return latenessRules.some(({ percentile, leastUs }) => {
    const latenessUs = latencyAtPercentileUs(lateness, percentile) ?? 0;
    const latencyUs = latencyAtPercentileUs(latency, percentile) ?? 0;
    return latenessUs > Math.max(leastUs, ratio * latencyUs);
  });
}

/**
 * Warns where the generator, ready to run, waited long for a CPU. It is a warning and no more, since on a small
 * machine the plan itself puts the database on the generator's CPU (0.3 to 0.5 of the time were seen with a
 * PostgreSQL beside it, 0.07 without, 0.13 with a foreign program): what spoils figures is judged by lateness
 * and by foreign CPU.
 */
export function checkGeneratorWait({ validGroups, experiment }: CheckInput): ValidityCheck {
  const name = 'generator-has-its-cpu';
  const limit = experiment.limits.generatorWaitRatio ?? defaultWaitRatio;
  const known = validGroups.flatMap(({ ended }) => ended?.generatorWaitRatio ?? []);
  if (known.length === 0) return buildCheck(name, 'warning', writeMessage('check-wait-unknown'));
  const over = known.filter((ratio) => ratio > limit).length;
  const highest = formatShare(Math.max(...known));
  return buildCheck(
    name,
    over > 0 || known.length < validGroups.length ? 'warning' : 'ok',
    writeMessage('check-wait', { highest, limit: formatShare(limit), over, known: known.length }),
  );
}

function computeServiceTimeP99Us({ measurement }: TrialRecord): number | undefined {
  const all = mergeHistograms(measurement.routes.map(({ serviceTime }) => serviceTime));
  return latencyAtPercentileUs(all, 99);
}

/**
 * Fails where in more than a fifth of all slices the generator's own event loop ran so late that the
 * tail would be its own: answers wait that long before they are seen. Where the driver could not tell
 * (k6 has no event loop; a slice can be too short) there is a warning.
 */
export function checkEventLoop({ trials, experiment }: CheckInput): ValidityCheck {
  const name = 'generator-event-loop-on-time';
  const ratio = experiment.limits.eventLoopDelayRatio;
  const slices = trials.reduce((sum, trial) => sum + trial.slices.length, 0);
  const known = trials.flatMap((trial) => {
    const limitUs = Math.max(leastEventLoopDelayUs, ratio * (computeServiceTimeP99Us(trial) ?? 0));
    return trial.slices.flatMap(({ generatorEventLoopDelayP99Us: delayUs }) =>
      delayUs === undefined ? [] : [delayUs > limitUs],
    );
  });
  if (known.length === 0) return buildCheck(name, 'warning', writeMessage('check-loop-unknown'));
  const over = known.filter(Boolean).length;
  const status = judgeParts(over, known.length, slices);
  return buildCheck(
    name,
    status,
    status === 'ok'
      ? writeMessage('check-loop-within', { all: slices, ratio })
      : writeMessage('check-loop', {
          over,
          known: known.length,
          all: slices,
          ratio,
          most: mostCaveats,
        }),
  );
}

/** A backlog that takes longer than this share of the slice to drain was building up all the while. */
const mostDrainRatio = 0.25;

/**
 * True where the arrivals of an open load came faster than the variant could answer: some could not be
 * sent at all, or the slices took more than a quarter of their length to drain. At rate r above the
 * capacity c a slice of length d leaves (r − c)·d requests, which take (r/c − 1)·d to drain.
 */
export function isSaturated({ measurement, counts, slices }: TrialRecord): boolean {
  if (measurement.sendLateness === undefined) return false;
  if (counts.dropped > 0) return true;
  const windowMs = slices.reduce((sum, { windowUs }) => sum + windowUs / 1000, 0);
  const drainMs = slices.reduce((sum, slice) => sum + (slice.drainMs ?? 0), 0);
  return drainMs > mostDrainRatio * windowMs;
}
