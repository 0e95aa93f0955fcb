// The languages that reports speak.
import { chineseCompare } from './chinese-compare.ts';
import { chineseDocument } from './chinese-document.ts';
import { chineseEffects } from './chinese-effects.ts';
import { chineseExplain, chineseProfile } from './chinese-explain.ts';
import { chineseFaults } from './chinese-faults.ts';
import { chineseInteraction } from './chinese-interaction.ts';
import { chineseLive } from './chinese-live.ts';
import { chinesePage } from './chinese-page.ts';
import { chineseCost, chineseEvidence, chineseGates, chineseTimeline } from './chinese-sections.ts';
import { chineseSteadiness } from './chinese-steadiness.ts';
import { chineseSweep } from './chinese-sweep.ts';
import { chineseTable } from './chinese-table.ts';
import { chineseVerdict } from './chinese-verdict.ts';
import { englishCompare } from './english-compare.ts';
import { englishEffects } from './english-effects.ts';
import { englishExplain, englishProfile } from './english-explain.ts';
import { englishFaults } from './english-faults.ts';
import { englishInteraction } from './english-interaction.ts';
import { englishLive } from './english-live.ts';
import { englishPage } from './english-page.ts';
import { englishCost, englishEvidence, englishGates, englishTimeline } from './english-sections.ts';
import { englishSteadiness } from './english-steadiness.ts';
import { englishSweep } from './english-sweep.ts';
import { englishTable } from './english-table.ts';
import { englishVerdict } from './english-verdict.ts';
import type { Messages } from './messages.ts';

export const english: Messages = {
  language: 'en',
  verdict: englishVerdict,
  table: englishTable,
  effects: englishEffects,
  evidence: englishEvidence,
  gates: englishGates,
  timeline: englishTimeline,
  cost: englishCost,
  steadiness: englishSteadiness,
  page: englishPage,
  interaction: englishInteraction,
  live: englishLive,
  sweep: englishSweep,
  compare: englishCompare,
  explain: englishExplain,
  profile: englishProfile,
  faults: englishFaults,
  // As it stands in the document.
  document: { say: () => undefined, checkTitle: () => undefined, warningTitle: () => undefined },
};

export const chinese: Messages = {
  language: 'zh-Hans',
  verdict: chineseVerdict,
  table: chineseTable,
  effects: chineseEffects,
  evidence: chineseEvidence,
  gates: chineseGates,
  timeline: chineseTimeline,
  cost: chineseCost,
  steadiness: chineseSteadiness,
  page: chinesePage,
  interaction: chineseInteraction,
  live: chineseLive,
  sweep: chineseSweep,
  compare: chineseCompare,
  explain: chineseExplain,
  profile: chineseProfile,
  faults: chineseFaults,
  document: chineseDocument,
};
