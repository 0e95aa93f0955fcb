// Why a variant is fast or slow, in Chinese.
import type { ExplainedFact, ExplainMessages, ProfileMessages } from './explain-messages.ts';
import { name, sentence } from './sentence.ts';

const facts: Readonly<Record<ExplainedFact, string>> = {
  eventLoopBusy: '事件循环忙碌占比',
  eventLoopDelayP99: '事件循环延迟 p99',
  garbageCollection: '垃圾回收占比',
  poolWaitP99: '等待连接池 p99',
  cacheHits: '缓存命中率',
  statementsPerAnswer: '每个响应的 SQL 语句数',
  busySessions: '忙碌的数据库会话',
  buffersInMemory: '缓冲页在内存中的占比',
};

export const chineseExplain: ExplainMessages = {
  title: '原因',
  reading: (seconds) =>
    `运行结束后，对每个方案和场景另行加压 ${seconds} 秒并抽样查询计划而得。这些数据不属于测量，也不作判定。`,
  label: (label, isBaseline) =>
    isBaseline ? sentence`${name(label)}（基线）` : sentence`${name(label)}`,
  fact: (fact) => facts[fact],
  details: '运行时与 SQL 语句',
  time: '时间占比',
  calls: '调用次数',
  perCall: '每次调用',
  rowsRead: '读取行数',
  buffers: '缓冲页',
  costliestStep: '最费时的步骤',
  statement: '语句与查询计划',
  planSource: (samples) =>
    samples === undefined ? '估计，未实际执行' : `查看了 ${samples} 次执行`,
};

export const chineseProfile: ProfileMessages = {
  title: '服务的 CPU 时间用在哪里',
  reading: (seconds, scenario) =>
    sentence`JavaScript 函数自身用时占忙碌时间的比例，取自运行结束后 ${name(scenario)} 的 ${seconds} 秒加压。这些数据不属于测量，也不作判定。`,
  differenceTitle: '差别最大之处',
  functionColumn: '函数',
  self: '自身用时',
  where: '位置',
  topFunctions: (share) => `用时最多的函数（忙碌时间占 ${share}）`,
};
