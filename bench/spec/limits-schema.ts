// Schema of the limits: what makes a caveat of a figure, and the hard caps on the load.
import { defaults } from './defaults.ts';
import { closedObject, optional } from './schema-parts.ts';

const { limits } = defaults;

export const limitsSchema = closedObject(
  {
    foreignCpuRatio: optional.ratio(
      limits.foreignCpuRatio,
      'Most CPU of others in a group, else it is void.',
    ),
    generatorCpuRatio: optional.ratio(
      limits.generatorCpuRatio,
      'Most CPU of the generator, as a share of one CPU.',
    ),
    latenessRatio: optional.number(
      'Most lateness of open-loop sends, as a share of the latency at the same percentile; 0.5 ms is always allowed, 1 ms from p99 on. Where more than a fifth of the trials of a load are late, that percentile and all above it are left out; at the median the run is invalid.',
      { minimum: 0, maximum: 100, default: limits.latenessRatio },
    ),
    generatorWaitRatio: optional.ratio(
      limits.generatorWaitRatio,
      'Share of its time that the generator waits for a CPU that is worth a warning.',
    ),
    voidGroupsRatio: optional.ratio(
      limits.voidGroupsRatio,
      'Most void groups, else the run is invalid.',
    ),
    clockJumpMs: optional.milliseconds(
      1,
      limits.clockJumpMs,
      'Most jump of the wall clock in a group, else it is void.',
    ),
    cpuPressureRatio: optional.ratio(
      limits.cpuPressureRatio,
      'Share of a group in which tasks waited for a CPU that is worth a warning.',
    ),
    rateDeviationRatio: optional.ratio(
      limits.rateDeviationRatio,
      'Most difference of open-loop arrivals from the rate asked for, beyond chance.',
    ),
    eventLoopDelayRatio: optional.number(
      "Most delay of the generator's event loop at p99, as a share of the service time at p99; 5 ms are always allowed.",
      { minimum: 0, maximum: 100, default: limits.eventLoopDelayRatio },
    ),
    maxRateRps: optional.number('Hard cap on the arrivals a second of any load.', {
      exclusiveMinimum: 0,
      maximum: 100_000,
      default: limits.maxRateRps,
    }),
    maxConnections: optional.integer('Hard cap on the connections to one variant.', {
      // Warm-ups have 16 connections.
      minimum: 16,
      maximum: 1000,
      default: limits.maxConnections,
    }),
    maxRunMs: optional.milliseconds(1000, limits.maxRunMs, 'Hard cap on the time of a run.'),
  },
  'Limits beyond which figures are not believed.',
);
