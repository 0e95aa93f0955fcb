// Chooses the balancer and starts it.
import { StartError } from '../errors.ts';
import type { Balancer, BalancerPlan } from './balancer.ts';
import type { InstancesConfig } from './config.ts';
import { findHaproxy, startHaproxy } from './haproxy.ts';
import { startNodeBalancer } from './node-balancer.ts';

/**
 * Starts the balancer that is asked for; `auto` takes HAProxy where it is installed, and says so where it is not.
 * @throws StartError where it is not there, or can't listen
 */
export async function startBalancer(
  asked: InstancesConfig['balancer'],
  plan: BalancerPlan,
  find: () => string | undefined = findHaproxy,
): Promise<Balancer> {
  if (asked === 'node') return startNodeBalancer(plan);
  const program = find();
  if (program !== undefined) return startHaproxy(program, plan);
  if (asked === 'haproxy')
    throw new StartError(
      'there is no haproxy on this machine',
      'Install the package haproxy, or set CRM_BALANCER=node.',
    );
  process.stderr.write('haproxy is not installed; the balancer of Node stands in for it\n');
  return startNodeBalancer(plan);
}
