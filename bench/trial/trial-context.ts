// Everything that the trial loop is handed, and what it tells while it runs: it chooses nothing and reads no clock or environment of its own.
import type { Message } from '../../reports/document/message.ts';
import type { Driver, SliceOutcome } from '../drivers/driver.ts';
import type { RunRecord } from '../measurement/records.ts';
import type { openPageBrowser } from '../pages/page-browser.ts';
import type { Plan } from '../plan/plan.ts';
import type { PinnedTarget } from '../reach/target.ts';
import type { Journal } from '../services/journal.ts';
import type { PostgresServer } from '../services/postgres.ts';
import type { RedisServer } from '../services/redis.ts';
import type { Experiment, Placement } from '../spec/experiment.ts';
import type { StoppingRule } from './stopping.ts';

export interface TrialContext {
  readonly experiment: Experiment;
  readonly plan: Plan;
  /** Part of the names of run databases, so that two runs never share one. */
  readonly runId: string;
  /** Occasion that its groups are made on, from 0. */
  readonly epoch: number;
  readonly driver: Driver;
  readonly placement: Placement;
  /** The layout of groups with swapped CPUs; absent where CPUs are not swapped on this machine. */
  readonly swappedPlacement?: Placement | undefined;
  readonly postgres: PostgresServer | undefined;
  /** Starts a Redis of a variant's own; undefined where there is none on this machine. */
  readonly startRedis:
    | ((folder: string, cpus: readonly number[] | undefined) => Promise<RedisServer>)
    | undefined;
  /** Why `startRedis` is undefined. */
  readonly noRedisReason: Message;
  /** Starts the browser that visits pages, or says why that is not possible; absent: no page is visited. */
  readonly pageBrowser?: { readonly open: typeof openPageBrowser } | { readonly missing: Message };
  readonly journal: Journal;
  /** Folder for the working files of services, removed at the end. */
  readonly workFolder: string;
  /** Scenario data of an earlier part of the same run; undefined asks the first service. */
  readonly data: { readonly value: unknown } | undefined;
  readonly keepData: (value: unknown) => void;
  /** The address of a given URL, resolved once for the run. @throws LoadstoneError TARGET_NOT_LOOPBACK */
  readonly pinTarget: (url: string) => Promise<PinnedTarget>;
  readonly append: (record: RunRecord) => void;
  /** Asked after each group but the last; undefined runs them all. */
  readonly findStopReason?: StoppingRule;
  readonly listen: TrialListener;
  readonly signal: AbortSignal;
  /** ISO 8601 in UTC. */
  readonly readWallClock: () => string;
  readonly readMonotonicMs: () => number;
  /** Monotonic, when the services of this part of the run began to be started; absent: when the trials began. */
  readonly openedMs?: number;
}

export type TrialEvent =
  | { readonly kind: 'preparing'; readonly text: string }
  | { readonly kind: 'note'; readonly text: string }
  | { readonly kind: 'variant-not-run'; readonly variantId: string; readonly reason: string }
  | { readonly kind: 'group-started'; readonly group: number }
  | { readonly kind: 'launching'; readonly group: number; readonly variantId: string }
  | {
      readonly kind: 'warming-up';
      readonly group: number;
      readonly scenario: string;
      readonly variantId: string;
    }
  | {
      readonly kind: 'slice-ended';
      readonly group: number;
      readonly scenario: string;
      readonly loadId: string;
      readonly outcome: SliceOutcome;
    }
  | {
      readonly kind: 'group-ended';
      readonly group: number;
      readonly status: 'valid' | 'void';
      readonly voidReason: string | undefined;
      readonly elapsedMs: number;
    };

export type TrialListener = (event: TrialEvent) => void;
