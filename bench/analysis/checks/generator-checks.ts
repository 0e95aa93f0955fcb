// Checks of the load generator: its CPU, its event loop, and the starts that it had to keep.

import { writeMessage } from '../../../reports/document/messages/message.ts';
import type { ValidityCheck } from '../../../reports/document/result.ts';
import { latencyAtPercentileUs, mergeHistograms } from '../../measurement/histogram.ts';
import type { TrialRecord } from '../../measurement/records.ts';
import { buildCheck, formatShare, judgeParts, mostCaveats } from '../warning.ts';
import type { CheckInput } from './check-input.ts';
import { findLateness, type Lateness } from './lateness.ts';

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
 * Fails where under a scenario and load more than a fifth of the open-loop trials sent too late at the median: then the
 * generator or its host, not the service, made the latencies. Where it was the tail alone, the percentiles of the tail
 * are left out (`lateness.ts`), and the rest holds.
 */
export function checkSendsOnTime({ trials, experiment }: CheckInput): ValidityCheck {
  const name = 'sends-on-time';
  if (trials.length === 0)
    return buildCheck(name, 'warning', writeMessage('check-nothing-measured'));
  const open = trials.filter(({ measurement }) => measurement.sendLateness !== undefined);
  if (open.length === 0) return buildCheck(name, 'ok', writeMessage('check-no-open-load'));
  const ratio = experiment.limits.latenessRatio;
  const blocks = Map.groupBy(open, ({ scenario, loadId }) => `${scenario}\n${loadId}`);
  const found = [...blocks.values()].map((block) => findLateness(block, ratio));
  const sum = (list: readonly Lateness[], key: 'late' | 'judged' | 'saturated'): number =>
    list.reduce((total, each) => total + each[key], 0);
  const facts = { judged: sum(found, 'judged'), saturated: sum(found, 'saturated') };
  const shared = { ...facts, ratio: formatShare(ratio), most: mostCaveats };
  const late = found.filter(({ lateFrom }) => lateFrom <= 50);
  if (late.length > 0)
    return buildCheck(
      name,
      'failed',
      writeMessage('check-sends', { ...shared, late: sum(late, 'late') }),
    );
  const lateTails = sum(found, 'late');
  return buildCheck(
    name,
    lateTails > 0 || facts.judged === 0 ? 'warning' : 'ok',
    writeMessage('check-sends-tail', { ...shared, late: lateTails }),
  );
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

/**
 * For runs with several generator processes: fails where a slice lacks one of them, or where in more than a fifth of all
 * slices one began after the part that is dropped, so that for a while only a share of the load was there.
 */
export function checkGeneratorsTogether({ trials, experiment }: CheckInput): ValidityCheck {
  const name = 'generators-start-together';
  const { generators: wanted = 1 } = experiment;
  const slices = trials.flatMap((trial) => trial.slices);
  if (slices.length === 0)
    return buildCheck(name, 'warning', writeMessage('check-nothing-measured'));
  const all = slices.length;
  const lacking = slices.filter(({ generators = [] }) => generators.length !== wanted).length;
  if (lacking > 0)
    return buildCheck(
      name,
      'failed',
      writeMessage('check-generators-lacking', { lacking, all, wanted }),
    );
  const late = slices.filter(({ generators = [] }) =>
    generators.some(({ isLate }) => isLate),
  ).length;
  const facts = { late, all, wanted, most: mostCaveats };
  return buildCheck(name, judgeParts(late, all), writeMessage('check-generators-late', facts));
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
