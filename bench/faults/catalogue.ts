// All faults there are, with their parameters, and how a config names one.
import { writeMessage } from '../../reports/document/messages/message.ts';
import { LoadstoneError } from '../errors.ts';
import { suggest } from '../spec/did-you-mean.ts';
import type { Fault, Link } from './fault.ts';
import { defineFixedFault, type FaultKind, resolveParameters } from './fault-parameters.ts';
import { networkFaults } from './network/network-faults.ts';
import { connectionFaults } from './postgres/connection-faults.ts';
import { lockStorm } from './postgres/lock-storm.ts';
import { serverFaults } from './postgres/server-faults.ts';
import { slowQuery } from './postgres/slow-query.ts';
import { redisFaults } from './redis/redis-faults.ts';
import { agentFaults } from './service/agent-faults.ts';
import { cpuHog } from './service/cpu-hog.ts';
import { descriptorsUsedUp } from './service/descriptors-used-up.ts';
import { processFaults } from './service/process-faults.ts';

/** What a fault does can be told from what happens anyway: the same load and the same audit. */
export const control: Fault = {
  id: 'control',
  title: 'Nothing broken',
  mechanism: writeMessage('how-control'),
  check: async () => undefined,
  apply: async () => ({
    verify: async () => ({ tookEffect: true, evidence: writeMessage('evidence-control') }),
    heal: async () => {},
  }),
};

/** All there are: of the service, the machine, the network and the stores. */
export const faultKinds: readonly FaultKind[] = [
  defineFixedFault(control),
  ...processFaults,
  ...agentFaults,
  descriptorsUsedUp,
  cpuHog,
  ...networkFaults,
  ...redisFaults,
  ...serverFaults,
  ...connectionFaults,
  lockStorm,
  slowQuery,
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
