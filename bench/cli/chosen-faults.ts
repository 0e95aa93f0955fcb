// From the config's words to faults: names, patterns, and parameters.
import { LoadstoneError, messageOf } from '../errors.ts';
import { createFault, listFaults } from '../faults/catalogue.ts';
import type { Fault } from '../faults/fault.ts';
import { suggest } from '../spec/did-you-mean.ts';
import type { FaultOrder } from '../spec/experiment.ts';

/**
 * The faults that the orders name, each once, in their order; a later order of the same fault replaces
 * an earlier one, so that a pattern may be followed by one with parameters.
 * @throws LoadstoneError CONFIG_INVALID for an unknown name, an unknown parameter, or a pattern that matches nothing
 */
export function chooseFaults(orders: readonly FaultOrder[]): readonly Fault[] {
  const chosen = new Map<string, Fault>();
  for (const order of orders) {
    for (const id of expand(order.fault)) chosen.set(id, build(id, order.parameters));
  }
  return [...chosen.values()];
}

/** Ids that a name or a pattern (`*` for anything) stands for. */
function expand(name: string): readonly string[] {
  const known = listFaults().map(({ id }) => id);
  if (known.includes(name)) return [name];
  const pattern = new RegExp(
    `^${name
      .split('*')
      .map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'))
      .join('.*')}$`,
  );
  const matched = name.includes('*') ? known.filter((id) => pattern.test(id)) : [];
  if (matched.length > 0) return matched;
  throw new LoadstoneError(
    'CONFIG_INVALID',
    `There is no fault "${name}"; ${suggest(name, known)}`,
    {
      hint: 'docs/faults.md lists the faults; `redis-*` takes all that begin so.',
    },
  );
}

function build(id: string, parameters: FaultOrder['parameters']): Fault {
  try {
    return createFault({ fault: id, ...parameters });
  } catch (thrown) {
    throw new LoadstoneError('CONFIG_INVALID', `Fault ${id}: ${messageOf(thrown)}`, {
      cause: thrown,
      hint: 'docs/faults.md lists the parameters of each fault.',
    });
  }
}
