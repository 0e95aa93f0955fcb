// What stands before the copies: one port for them all.
import { StartError } from '../errors.ts';
import type { InstancesConfig } from './config.ts';
import { findHaproxy, startHaproxy } from './haproxy.ts';
import { startNodeBalancer } from './node-balancer.ts';

export interface BalancerPlan {
  readonly host: string;
  /** 0 takes any. */
  readonly port: number;
  readonly balance: InstancesConfig['balance'];
  /** Of the copies on 127.0.0.1, by place. */
  readonly copyPorts: readonly number[];
  /** Of the launcher on 127.0.0.1, which answers `/stats` and `/metrics`. */
  readonly controlPort: number;
}

export interface Balancer {
  readonly name: 'haproxy' | 'node';
  readonly port: number;
  /** Its own processes; empty where it is part of the launcher. */
  readonly pids: readonly number[];
  /** Resolves with how it ended, should it end. */
  readonly ended: Promise<string>;
  /** Takes no more requests and resolves when those that it has are answered. */
  close(): Promise<void>;
  /** Ends it at once. */
  kill(): void;
}

/**
 * Starts the balancer that is asked for; `auto` takes HAProxy where it is installed, and says so where it is not.
 * @throws StartError where it is not there, or can't listen
 */
export async function startBalancer(
  asked: InstancesConfig['balancer'],
  plan: BalancerPlan,
): Promise<Balancer> {
  if (asked === 'node') return startNodeBalancer(plan);
  const program = findHaproxy();
  if (program !== undefined) return startHaproxy(program, plan);
  if (asked === 'haproxy')
    throw new StartError(
      'there is no haproxy on this machine',
      'Install the package haproxy, or set CRM_BALANCER=node.',
    );
  process.stderr.write('haproxy is not installed; the balancer of Node stands in for it\n');
  return startNodeBalancer(plan);
}
