// Why a variant is fast or slow.
import { defineMessages } from '../document/messages/define.ts';

export const explain = defineMessages(
  {
    title: 'Why',
    reading:
      'From {seconds} s of load for each variant and scenario after the run, with plans sampled. None of it counts as a measurement or verdict.',
    label:
      '<name>{label}</name>{isBaseline, select, true {{label, select, baseline {} other { (baseline)}}} other {}}',
    fact: {
      eventLoopBusy: 'event loop busy',
      eventLoopDelayP99: 'event-loop delay p99',
      garbageCollection: 'garbage collection',
      poolWaitP99: 'pool wait p99',
      cacheHits: 'cache hits',
      statementsPerAnswer: 'statements per response',
      busySessions: 'busy database sessions',
      buffersInMemory: 'buffers in memory',
    },
    details: 'Runtime and statements',
    time: 'Time',
    calls: 'Calls',
    perCall: 'Per call',
    rowsRead: 'Rows read',
    buffers: 'Buffers',
    costliestStep: 'Costliest step',
    statement: 'Statement and plan',
    planSource: '{samples} executions sampled',
    planEstimated: 'estimated, not executed',
  },
  {
    title: '原因',
    reading:
      '运行结束后，对每个方案和场景另行加压 {seconds} 秒并抽样查询计划而得。这些数据不属于测量，也不作判定。',
    label: '<name>{label}</name>{isBaseline, select, true {（基线）} other {}}',
    fact: {
      eventLoopBusy: '事件循环忙碌占比',
      eventLoopDelayP99: '事件循环延迟 p99',
      garbageCollection: '垃圾回收占比',
      poolWaitP99: '等待连接池 p99',
      cacheHits: '缓存命中率',
      statementsPerAnswer: '每个响应的 SQL 语句数',
      busySessions: '忙碌的数据库会话',
      buffersInMemory: '缓冲页在内存中的占比',
    },
    details: '运行时与 SQL 语句',
    time: '时间占比',
    calls: '调用次数',
    perCall: '每次调用',
    rowsRead: '读取行数',
    buffers: '缓冲页',
    costliestStep: '最费时的步骤',
    statement: '语句与查询计划',
    planSource: '查看了 {samples} 次执行',
    planEstimated: '估计，未实际执行',
  },
);
