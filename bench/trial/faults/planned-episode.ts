// What is to be played: the episodes of a run in their order, and what playing them needs.

import type { Message } from '../../../reports/document/message.ts';
import type { Fault, Link } from '../../faults/fault.ts';
import type { ProxySet } from '../../faults/proxy/proxy-set.ts';
import type { FaultEpisodeRecord, FaultNotRunRecord } from '../../measurement/fault-records.ts';
import { buildPairedOrder } from '../../plan/order.ts';
import type { PlannedVariant } from '../../plan/plan.ts';
import type { ResolvedFaults } from '../../spec/experiment.ts';

/** What the command line hands in besides the context. */
export interface EpisodeTools {
  /** Starts a proxy in front of the server that the URL names. */
  readonly startProxy: (link: Link, url: string, seed: number) => Promise<ProxySet>;
  /** A folder for the agent, and the environment that makes a service of Node load it. @param given its own NODE_OPTIONS */
  readonly openAgent: (given: string | undefined) => {
    readonly folder: string;
    readonly env: Readonly<Record<string, string>>;
    readonly close: () => void;
  };
  /** Keeps the log of an episode; returns the name of its file in the run folder. */
  readonly keepLog: (name: string, text: string) => string;
  /** Called before an episode is played. */
  readonly onBegin: (episode: PlannedEpisode, place: EpisodePlace) => void;
  readonly onEpisode: (record: FaultEpisodeRecord | FaultNotRunRecord, place: EpisodePlace) => void;
}

/** Where an episode stands among those of a run. */
export interface EpisodePlace {
  /** Episodes up to this one, itself included. */
  readonly done: number;
  readonly planned: number;
  /** Those after it that are still to be played, as far as is known. */
  readonly left: number;
}

/** One cell of one group. */
export interface PlannedEpisode {
  readonly group: number;
  readonly position: number;
  readonly variant: PlannedVariant;
  readonly fault: Fault;
}

export interface FaultRun extends EpisodeTools {
  readonly settings: ResolvedFaults;
  readonly faults: readonly Fault[];
  /** What an earlier part of the run has recorded: it is not repeated. */
  readonly earlier: readonly (FaultEpisodeRecord | FaultNotRunRecord)[];
  readonly earlierRateRps: number | undefined;
}

/** Every episode of a run in the order in which they are played. */
export function planEpisodes(
  variants: readonly PlannedVariant[],
  faults: readonly Fault[],
  groups: number,
  seed: number,
): readonly PlannedEpisode[] {
  const cells = new Map<string, Pick<PlannedEpisode, 'variant' | 'fault'>>(
    variants.flatMap((variant) =>
      faults.map((fault) => [`${variant.id} ${fault.id}`, { variant, fault }] as const),
    ),
  );
  return Array.from({ length: groups }, (_, group) =>
    buildPairedOrder([...cells.keys()], group, seed, 'faults').flatMap((key, position) => {
      const cell = cells.get(key);
      return cell === undefined ? [] : [{ group, position, ...cell }];
    }),
  ).flat();
}

/** The record of an episode that was not played, or that says nothing. */
export function describeNotRun(
  { group, variant, fault }: PlannedEpisode,
  status: FaultNotRunRecord['status'],
  reason: Message,
): FaultNotRunRecord {
  const ids = { variantId: variant.id, faultId: fault.id };
  return { kind: 'fault-not-run', group, ...ids, status, reason };
}
