// All faults there are, with their parameters, and how a config names one.
import { LoadstoneError } from '../errors.ts';
import { suggest } from '../spec/did-you-mean.ts';
import { control } from './control.ts';
import type { Fault, Link } from './fault.ts';
import {
  defineFault,
  defineLinkFault,
  type FaultKind,
  resolveParameters,
} from './fault-parameters.ts';
import { createCpuHog } from './machine/cpu-hog.ts';
import {
  createNetworkBlackhole,
  createNetworkDown,
  createNetworkReset,
} from './network/network-breaks.ts';
import {
  createNetworkBandwidth,
  createNetworkLatency,
  createNetworkSlowClose,
} from './network/network-delays.ts';
import { createDescriptorsUsedUp } from './service/descriptors-used-up.ts';
import { createEventLoopBlocked } from './service/event-loop-blocked.ts';
import { createGcPressure } from './service/gc-pressure.ts';
import { createServiceKilled } from './service/service-killed.ts';
import { createServicePaused } from './service/service-paused.ts';
import { createServiceRestarted } from './service/service-restarted.ts';
import { createWorkerKilled } from './service/worker-killed.ts';
import { storeFaultKinds } from './store-faults.ts';

const oneMinuteMs = 60_000;

/** All there are: of the service, the machine, the network and the stores. */
export const faultKinds: readonly FaultKind[] = [
  defineFault(control.id, {}, () => control),
  defineFault('worker-killed', {}, createWorkerKilled),
  defineFault('service-killed', {}, createServiceKilled),
  defineFault('service-restarted', {}, createServiceRestarted),
  defineFault('service-paused', {}, createServicePaused),
  defineFault(
    'event-loop-blocked',
    {
      forMs: { fallback: 900, least: 1, most: 10_000, meaning: 'busy at a stretch, ms' },
      everyMs: {
        ...{ fallback: 1_000, least: 2, most: 20_000 },
        meaning: 'from one stretch to the next, ms; more than forMs',
      },
    },
    createEventLoopBlocked,
    ({ forMs, everyMs }) => (forMs < everyMs ? [] : ['forMs must be less than everyMs']),
  ),
  defineFault(
    'gc-pressure',
    {
      mbPerS: { fallback: 250, least: 1, most: 5_000, meaning: 'allocated by each process, MB/s' },
      heldMb: { fallback: 64, least: 1, most: 1_000, meaning: 'the last of it that is kept, MB' },
    },
    createGcPressure,
  ),
  defineFault(
    'descriptors-used-up',
    { spare: { fallback: 2, least: 0, most: 10_000, meaning: 'that a process may still open' } },
    createDescriptorsUsedUp,
  ),
  defineFault(
    'cpu-hog',
    { hogsPerCpu: { fallback: 2, least: 1, most: 16, meaning: 'spinning processes a CPU' } },
    createCpuHog,
  ),
  defineLinkFault(
    'network-latency',
    {
      latencyMs: { fallback: 300, least: 0, most: oneMinuteMs, meaning: 'added to answers, ms' },
      jitterMs: { fallback: 50, least: 0, most: oneMinuteMs, meaning: 'up and down, ms' },
    },
    createNetworkLatency,
    ({ latencyMs, jitterMs }) =>
      jitterMs <= latencyMs ? [] : ['jitterMs must not be more than latencyMs'],
  ),
  defineLinkFault(
    'network-bandwidth',
    { kbPerS: { fallback: 64, least: 1, most: 1_000_000, meaning: 'of each connection, KB/s' } },
    createNetworkBandwidth,
  ),
  defineLinkFault(
    'network-slow-close',
    {
      closeDelayMs: {
        ...{ fallback: 2_000, least: 1, most: oneMinuteMs },
        meaning: 'by which the end of a connection comes late, ms',
      },
    },
    createNetworkSlowClose,
  ),
  defineLinkFault('network-reset', {}, createNetworkReset),
  defineLinkFault('network-blackhole', {}, createNetworkBlackhole),
  defineLinkFault('network-down', {}, createNetworkDown),
  ...storeFaultKinds,
];

/** Every fault with the parameters that it has where the config says nothing. */
export function listFaults(): readonly Fault[] {
  return faultKinds.flatMap(({ name, links }) =>
    links.length === 0
      ? [createFault({ fault: name })]
      : links.map((link) => createFault({ fault: name, link })),
  );
}

/**
 * A fault by its id, with its usual parameters.
 * @throws LoadstoneError CONFIG_INVALID where there is none
 */
export function findFault(id: string): Fault {
  const faults = listFaults();
  const found = faults.find((fault) => fault.id === id);
  if (found !== undefined) return found;
  const ids = faults.map((fault) => fault.id);
  throw new LoadstoneError('CONFIG_INVALID', `There is no fault "${id}": ${suggest(id, ids)}`);
}

/** A fault as a config names it, with the link in its name or beside it, and with any parameters of its kind. */
export interface NamedFault {
  readonly fault: string;
  readonly link?: Link;
  readonly [parameter: string]: unknown;
}

/**
 * Makes the fault that a config names.
 * @throws LoadstoneError CONFIG_INVALID with every problem: an unknown fault, link or parameter, a value out of range
 */
export function createFault({ fault, link: givenLink, ...given }: NamedFault): Fault {
  const [name = '', linkInName] = fault.split('@');
  const kind = faultKinds.find((one) => one.name === name);
  if (kind === undefined) {
    if (Object.keys(given).length === 0 && givenLink === undefined) return findFault(fault);
    const names = faultKinds.map((one) => one.name);
    throw refuse([`There is no fault "${name}" with parameters (${suggest(name, names)})`]);
  }
  const link = kind.links.find((one) => one === (linkInName ?? givenLink));
  const { values, texts, problems } = resolveParameters(kind, given);
  const all = [...findLinkProblems(kind, linkInName, givenLink), ...problems];
  if (all.length > 0) throw refuse(all);
  return kind.create(link, values, texts);
}

function findLinkProblems(
  { name, links }: FaultKind,
  inName: string | undefined,
  given: string | undefined,
): readonly string[] {
  if (inName !== undefined && given !== undefined && inName !== given)
    return [`${name} is named with two links, "${inName}" and "${given}"`];
  const asked = inName ?? given;
  if (links.length === 0) return asked === undefined ? [] : [`${name} has no link`];
  if (asked === undefined) return [`${name} needs a link: ${links.join(', ')}`];
  return links.some((one) => one === asked)
    ? []
    : [`${name} has no link "${asked}" (${suggest(asked, links)})`];
}

function refuse(problems: readonly string[]): LoadstoneError {
  return new LoadstoneError('CONFIG_INVALID', `${problems.join('; ')}.`);
}
