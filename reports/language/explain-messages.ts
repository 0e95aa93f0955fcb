// What a report can say of why a variant is fast or slow: statements, the runtime, and CPU profiles.
import type { Sentence } from './sentence.ts';

/** What is known of the service and its database. */
export type ExplainedFact =
  | 'eventLoopBusy'
  | 'eventLoopDelayP99'
  | 'garbageCollection'
  | 'poolWaitP99'
  | 'cacheHits'
  | 'statementsPerAnswer'
  | 'busySessions'
  | 'buffersInMemory';

export interface ExplainMessages {
  title: string;
  reading(seconds: string): string;
  label(label: string, isBaseline: boolean): Sentence;
  fact(fact: ExplainedFact): string;
  details: string;
  time: string;
  calls: string;
  perCall: string;
  rowsRead: string;
  buffers: string;
  costliestStep: string;
  statement: string;
  /** @param samples as text; absent where the plan is an estimate */
  planSource(samples: string | undefined): string;
}

export interface ProfileMessages {
  title: string;
  reading(seconds: string, scenario: string): Sentence;
  differenceTitle: string;
  functionColumn: string;
  self: string;
  where: string;
  /** @param share busy share of the stretch, as text */
  topFunctions(share: string): string;
}
