// Building the schedule of arrivals of an open load.
import {
  type ArrivalKind,
  ArrivalStream,
  constantRate,
  type RateSegment,
  shapedRate,
} from '../../../drivers/open/schedule.ts';

const chunk = 512;
const durationUs = 1_000_000;

/** Builds the whole schedule in chunks, as the driver does; the time is told for one arrival. */
function prepareSchedule(kind: ArrivalKind, segments: readonly RateSegment[]) {
  const target = new Float64Array(chunk);
  const build = () => {
    const stream = new ArrivalStream(segments, kind, 1);
    let arrivals = 0;
    let last = 0;
    for (let filled = chunk; filled === chunk; arrivals += filled) {
      filled = stream.fill(target, 0, chunk);
      last = target[filled - 1] ?? last;
    }
    return { arrivals, last };
  };
  const run = () => {
    const { arrivals, last } = build();
    return arrivals + last;
  };
  return { run, operationsPerRun: build().arrivals };
}

const ramp = () => shapedRate([{ fromRps: 0, toRps: 10_000, durationS: 1 }], durationUs);

/** One arrival scheduled. The kinds are other schedules, so they have no answer in common. */
export const suite = {
  name: 'schedule',
  operation: 'one arrival scheduled',
  baseline: 'poisson',
  alternatives: [
    { name: 'poisson', prepare: () => prepareSchedule('poisson', constantRate(5_000, durationUs)) },
    { name: 'uniform', prepare: () => prepareSchedule('uniform', constantRate(5_000, durationUs)) },
    { name: 'poisson ramp', prepare: () => prepareSchedule('poisson', ramp()) },
  ],
};
