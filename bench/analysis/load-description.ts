// A planned load as it was applied: its rate from the first warm-up where it is derived from what the baseline carries.
import type { Message } from '../../reports/document/message.ts';
import { writeLoad } from '../../reports/document/messages/load.ts';
import { writeName } from '../../reports/document/messages/message.ts';
import type { LoadDescription } from '../../reports/document/result.ts';
import type { CalibrationRecord } from '../measurement/records.ts';
import type { Experiment, ResolvedScenario } from '../spec/experiment.ts';

/** @param calibration undefined where the run did not get there */
export function describeLoad(
  { ref }: Pick<ResolvedScenario, 'ref'>,
  { id, load: planned }: Experiment['loads'][number],
  calibration: CalibrationRecord | undefined,
): LoadDescription {
  const load = calibration?.load ?? planned;
  const arrivals = ref.kind === 'k6-script' && { arrivalsAre: 'iterations' as const };
  if (load.kind === 'closed')
    return { id, kind: 'closed', connections: load.connections, rateRps: null, ...arrivals };
  const rateRps = load.kind === 'open' ? load.rateRps : null;
  return { id, kind: 'open', connections: load.maxConnections, rateRps, ...arrivals };
}

interface Place {
  readonly scenario: Pick<ResolvedScenario, 'name' | 'ref'>;
  readonly load: Experiment['loads'][number];
  readonly calibration: CalibrationRecord | undefined;
}

/** A scenario and its load, as sentences name them. */
export function namePlace({
  scenario,
  load,
  calibration,
}: Place): Record<'scenario' | 'load', Message> {
  return {
    scenario: writeName(scenario.name),
    load: writeLoad(describeLoad(scenario, load, calibration)),
  };
}
