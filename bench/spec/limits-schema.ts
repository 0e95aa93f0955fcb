// Schema of the limits: what makes a figure doubtful, and the hard caps on the load.
import Type from 'typebox';
import { defaults } from './defaults.ts';
import { closedObject, millisecondsSchema, ratioSchema } from './schema-parts.ts';

const { limits } = defaults;

export const limitsSchema = closedObject(
  {
    foreignCpuRatio: Type.Optional(
      ratioSchema(limits.foreignCpuRatio, 'Most CPU of others in a group, else it is void.'),
    ),
    generatorCpuRatio: Type.Optional(
      ratioSchema(limits.generatorCpuRatio, 'Most CPU of the generator, as a share of one CPU.'),
    ),
    latenessRatio: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 100,
        default: limits.latenessRatio,
        description:
          'Most lateness of open-loop sends at p50 and p99, as a share of the latency there; 0.5 ms and 1 ms are always allowed.',
      }),
    ),
    generatorWaitRatio: Type.Optional(
      ratioSchema(
        limits.generatorWaitRatio,
        'Share of its time that the generator waits for a CPU that is worth a warning.',
      ),
    ),
    voidGroupsRatio: Type.Optional(
      ratioSchema(limits.voidGroupsRatio, 'Most void groups, else the run is invalid.'),
    ),
    clockJumpMs: Type.Optional(
      millisecondsSchema(
        1,
        limits.clockJumpMs,
        'Most jump of the wall clock in a group, else it is void.',
      ),
    ),
    cpuPressureRatio: Type.Optional(
      ratioSchema(
        limits.cpuPressureRatio,
        'Share of a group in which tasks waited for a CPU that is worth a warning.',
      ),
    ),
    rateDeviationRatio: Type.Optional(
      ratioSchema(
        limits.rateDeviationRatio,
        'Most difference of open-loop arrivals from the rate asked for, beyond chance.',
      ),
    ),
    eventLoopDelayRatio: Type.Optional(
      Type.Number({
        minimum: 0,
        maximum: 100,
        default: limits.eventLoopDelayRatio,
        description:
          "Most delay of the generator's event loop at p99, as a share of the service time at p99; 5 ms are always allowed.",
      }),
    ),
    maxRateRps: Type.Optional(
      Type.Number({
        exclusiveMinimum: 0,
        maximum: 100_000,
        default: limits.maxRateRps,
        description: 'Hard cap on the arrivals a second of any load.',
      }),
    ),
    maxConnections: Type.Optional(
      Type.Integer({
        // Warm-ups have 16 connections.
        minimum: 16,
        maximum: 1000,
        default: limits.maxConnections,
        description: 'Hard cap on the connections to one variant.',
      }),
    ),
    maxRunMs: Type.Optional(
      millisecondsSchema(1000, limits.maxRunMs, 'Hard cap on the time of a run.'),
    ),
  },
  'Limits beyond which figures are not believed.',
);
