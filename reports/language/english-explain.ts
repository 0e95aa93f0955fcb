// Why a variant is fast or slow, in English.
import type { ExplainedFact, ExplainMessages, ProfileMessages } from './explain-messages.ts';
import { name, sentence } from './sentence.ts';

const facts: Readonly<Record<ExplainedFact, string>> = {
  eventLoopBusy: 'event loop busy',
  eventLoopDelayP99: 'event-loop delay p99',
  garbageCollection: 'garbage collection',
  poolWaitP99: 'pool wait p99',
  cacheHits: 'cache hits',
  statementsPerAnswer: 'statements per response',
  busySessions: 'busy database sessions',
  buffersInMemory: 'buffers in memory',
};

export const englishExplain: ExplainMessages = {
  title: 'Why',
  reading: (seconds) =>
    `From ${seconds} s of load for each variant and scenario after the run, with plans sampled. None of it counts as a measurement or verdict.`,
  label: (label, isBaseline) =>
    isBaseline && label !== 'baseline'
      ? sentence`${name(label)} (baseline)`
      : sentence`${name(label)}`,
  fact: (fact) => facts[fact],
  details: 'Runtime and statements',
  time: 'Time',
  calls: 'Calls',
  perCall: 'Per call',
  rowsRead: 'Rows read',
  buffers: 'Buffers',
  costliestStep: 'Costliest step',
  statement: 'Statement and plan',
  planSource: (samples) =>
    samples === undefined ? 'estimated, not executed' : `${samples} executions sampled`,
};

export const englishProfile: ProfileMessages = {
  title: 'Where the CPU time of the service goes',
  reading: (seconds, scenario) =>
    sentence`Self time in JavaScript as a share of the busy time, over ${seconds} s of ${name(scenario)} after the run. None of it counts as a measurement or verdict.`,
  differenceTitle: 'What differs most',
  functionColumn: 'Function',
  self: 'Self',
  where: 'Where',
  topFunctions: (share) => `Top functions (busy ${share} of the time)`,
};
