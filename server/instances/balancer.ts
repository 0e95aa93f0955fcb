// What stands before the copies: one port for them all.
import type { InstancesConfig } from './config.ts';

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
