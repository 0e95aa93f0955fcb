// A level that was measured on fewer CPUs than it needs shows what it costs and not what it brings: its verdicts say so.

import { say } from '../../reports/document/messages/message.ts';
import type { ScenarioResult, Warning } from '../../reports/document/result.ts';
import { type CpuShortage, countServiceCpus, listCpuShortages } from '../plan/host-need.ts';
import type { Plan } from '../plan/plan.ts';
import type { Experiment } from '../spec/experiment.ts';
import { buildWarning } from './warning.ts';

export interface CpuSupply {
  /** CPUs by role as applied, as in Environment.placement; undefined where not known. */
  readonly placement: Readonly<Record<string, string>> | undefined;
  /** CPUs of the machine; undefined where not known. */
  readonly cpuCount: number | undefined;
}

/** The scenarios with a warning at each measured cell of a variant whose level lacks CPUs. */
export function warnOfCpuShortages(
  scenarios: readonly ScenarioResult[],
  experiment: Experiment,
  { variants }: Plan,
  supply: CpuSupply,
): readonly ScenarioResult[] {
  const serviceCpus = findServiceCpus(supply);
  if (serviceCpus === undefined) return scenarios;
  const shortages = listCpuShortages(experiment, variants, serviceCpus);
  if (shortages.length === 0) return scenarios;
  return scenarios.map((scenario) => ({
    ...scenario,
    cells: scenario.cells.map((cell) => {
      const own = shortages.filter(({ variantIds }) => variantIds.includes(cell.variantId));
      if (cell.verdict === 'not-run' || own.length === 0) return cell;
      return { ...cell, warnings: [...cell.warnings, ...own.map(warnOfShortage)] };
    }),
  }));
}

function findServiceCpus({ placement, cpuCount }: CpuSupply): number | undefined {
  const service = placement?.service?.split(',').map(Number);
  if (service !== undefined) return countServiceCpus({ service }, service.length);
  return cpuCount === undefined ? undefined : countServiceCpus({ service: undefined }, cpuCount);
}

function warnOfShortage(shortage: CpuShortage): Warning {
  const advice = say('advise-few-cpus', { total: shortage.neededCpus + 1 });
  return buildWarning('FEW_CPUS', sayCpuShortage(shortage), advice);
}

export function sayCpuShortage({ level, neededCpus, givenCpus }: CpuShortage) {
  return say('few-cpus', {
    ...{ level, total: neededCpus + 1, service: neededCpus, given: givenCpus },
  });
}
