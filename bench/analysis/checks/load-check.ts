// Check of the load itself: something was due, something was sent, and the service under test served it.

import type { ValidityCheck } from '../../../reports/document/result.ts';
import { countOf } from '../../count-of.ts';
import type { SettledRecord, TrialRecord } from '../../measurement/records.ts';
import type { CheckInput } from './check-input.ts';

/**
 * Where CPU time is kept in ticks of 10 ms, so many requests still show in it. Below this, no CPU time
 * tells nothing.
 */
const fewestForCpu = 1_000;

/**
 * Fails where a variant was sent nothing at all under some scenario and load, and where requests got
 * answers that the service under test cannot have given: its own counter, or its CPU time, stood still.
 */
export function checkServiceLoaded({ trials, settled }: CheckInput): ValidityCheck {
  const name = 'service-loaded';
  const cells = groupTrials(trials);
  const faults = cells.flatMap((cell) => findFault(cell, settled) ?? []);
  // One sentence for what holds of all variants alike.
  const details = [...new Set(faults)];
  if (details.length > 0) return { name, status: 'failed', detail: details.join(' ') };
  const isKnown = (trial: TrialRecord) =>
    trial.serviceCountedRequests !== undefined || trial.resources.serviceCpuNs !== undefined;
  const unknown = trials.filter((trial) => !isKnown(trial)).length;
  if (unknown > 0 || trials.length === 0) {
    const detail = `Neither a counter nor the CPU time of the service is known in ${unknown} of ${countOf(trials.length, 'trial')}, so nothing shows that it served them.`;
    return { name, status: 'warning', detail };
  }
  const detail = `The service served requests in all ${countOf(cells.length, 'combination')} of variant, scenario and load.`;
  return { name, status: 'ok', detail };
}

function groupTrials(trials: readonly TrialRecord[]): readonly (readonly TrialRecord[])[] {
  const cells = new Map<string, TrialRecord[]>();
  for (const trial of trials) {
    const key = JSON.stringify([trial.scenario, trial.loadId, trial.variantId]);
    const cell = cells.get(key);
    if (cell === undefined) cells.set(key, [trial]);
    else cell.push(trial);
  }
  return [...cells.values()];
}

function findFault(
  cell: readonly TrialRecord[],
  settled: readonly SettledRecord[],
): string | undefined {
  const [first] = cell;
  if (first === undefined) return undefined;
  const sum = (figure: (trial: TrialRecord) => number) =>
    cell.reduce((total, trial) => total + figure(trial), 0);
  const where = `${first.scenario} (${first.loadId})`;
  const sent = sum(({ counts }) => counts.scheduled - counts.dropped);
  if (sent === 0) {
    const iterations = sum(({ arrivals }) => arrivals ?? 0);
    if (iterations > 0)
      return `The script of ${where} sent no request in ${iterations} iterations.`;
    if (sum(({ counts }) => counts.dropped) > 0) return `No request of ${where} could be sent.`;
    return `No request of ${where} was due${explainNothingDue(first, settled)}.`;
  }
  const counted = cell.flatMap(({ serviceCountedRequests }) => serviceCountedRequests ?? []);
  if (counted.length > 0 && counted.every((count) => count === 0) && isAnswered(cell)) {
    return `The service of ${first.variantId} counted none of ${sent} requests of ${where}: something else answered them.`;
  }
  const cpuNs = cell.flatMap(({ resources }) => resources.serviceCpuNs ?? []);
  if (cpuNs.length < cell.length || sent < fewestForCpu || !isAnswered(cell)) return undefined;
  if (cpuNs.some((ns) => ns > 0)) return undefined;
  return `The service of ${first.variantId} used no CPU time for ${sent} requests of ${where}: something else answered them.`;
}

function isAnswered(cell: readonly TrialRecord[]): boolean {
  return cell.some(({ counts }) => counts.succeeded > 0);
}

/** ` at 0.01 a second in 2 slices of 500 ms a group`. */
function explainNothingDue(
  { scenario, loadId, slices }: TrialRecord,
  settled: readonly SettledRecord[],
): string {
  const found = settled.find((one) => one.scenario === scenario && one.loadId === loadId);
  if (found?.load.kind !== 'open') return '';
  const { load, sliceMs } = found;
  return ` at ${load.rateRps} a second in ${countOf(slices.length, 'slice')} of ${sliceMs} ms a group; raise rateRps or lengthen the slices`;
}
