// The languages that reports speak.
import { chineseEffects } from './chinese-effects.ts';
import { chineseLive } from './chinese-live.ts';
import { chinesePage } from './chinese-page.ts';
import { chineseTable } from './chinese-table.ts';
import { chineseVerdict } from './chinese-verdict.ts';
import { englishEffects } from './english-effects.ts';
import { englishLive } from './english-live.ts';
import { englishPage } from './english-page.ts';
import { englishTable } from './english-table.ts';
import { englishVerdict } from './english-verdict.ts';
import type { Messages } from './messages.ts';

export const english: Messages = {
  language: 'en',
  verdict: englishVerdict,
  table: englishTable,
  effects: englishEffects,
  page: englishPage,
  live: englishLive,
};

export const chinese: Messages = {
  language: 'zh-Hans',
  verdict: chineseVerdict,
  table: chineseTable,
  effects: chineseEffects,
  page: chinesePage,
  live: chineseLive,
};
