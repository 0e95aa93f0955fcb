// Warm-up and steadiness.
import { defineMessages } from '../document/messages/define.ts';

export const steadiness = defineMessages(
  {
    title: 'Warm-up and steadiness',
    warm: 'Warm-up: {requests} requests for each variant, in {rounds, plural, one {# round} other {# rounds}} in turn; at its end <phrases>{states}</phrases> of {groups, plural, one {# group} other {# groups}}{boundGroups, plural, =0 {} other {; its time limit ended it in #}}{afterLoadGroups, plural, =0 {} other {; shorter in #, after another load of the same scenario}}.',
    warmTogether:
      'Warm-up: {requests} requests for each variant, in {rounds, plural, one {# round} other {# rounds}} in turn; at its end {trend, select, steady {steady} changing {still changing} other {too noisy or too short to tell}} over {groups, plural, one {# group} other {# groups}}{boundGroups, plural, =0 {} other {; its time limit ended it in #}}{afterLoadGroups, plural, =0 {} other {; shorter in #, after another load of the same scenario}}.',
    range: '{fewest} to {most}',
    steady: 'steady in {count}',
    changing: 'still changing in {count}',
    unknown: 'too noisy or too short to tell in {count}',
    notWarmed: 'No warm-up is recorded.',
    hits: 'Cache hits at the start and end of measurement: <phrases>{hits}</phrases>.',
    hit: '<name>{label}</name> {start} → {end}',
    cold: 'Cold: measured from the first request of fresh processes on, without a warm-up.',
    toSteady: 'Throughput steady: <phrases>{variants}</phrases>.',
    loadTime: '{isBrief, select, true {{ms} ms} other {<elapsed>{ms}</elapsed>}}',
    steadyFrom: '<name>{label}</name> after {load} of load ({requests} requests)',
    neverSteady: '<name>{label}</name> not within this run',
    toSteadyUnknown:
      'Unknown when throughput became steady (too noisy, or fewer than 8 slices): <phrases><name>{labels}</name></phrases>.',
    reading:
      'Hit ratios are of the first and last quarter of the slices. A trend is the change from the first slice of a group to the last, along a straight line, over all groups; bold where it is significant after correction for multiple comparisons.',
    warmupRequests: 'Warm-up requests',
    hitsAtStart: 'Cache hits, start',
    hitsAtEnd: 'Cache hits, end',
    ownTrend: 'Own trend',
    trendAgainstBaseline: 'Trend vs baseline',
    steadyAfter: 'Steady after',
    notWithinRun: 'not within this run',
  },
  {
    title: '预热与平稳性',
    warm: '预热：每个方案 {requests} 个请求，轮流进行 {rounds} 轮；预热结束时，{groups} 组中 <phrases>{states}</phrases>{boundGroups, plural, =0 {} other {，# 组因达到时限而结束预热}}{afterLoadGroups, plural, =0 {} other {，# 组紧接同一场景的另一负载，预热较短}}。',
    warmTogether:
      '预热：每个方案 {requests} 个请求，轮流进行 {rounds} 轮；预热结束时（{groups} 组合计）{trend, select, steady {平稳} changing {仍在变化} other {噪声过大或时间过短，无法判断}}{boundGroups, plural, =0 {} other {，# 组因达到时限而结束预热}}{afterLoadGroups, plural, =0 {} other {，# 组紧接同一场景的另一负载，预热较短}}。',
    range: '{fewest} 至 {most}',
    steady: '{count} 组平稳',
    changing: '{count} 组仍在变化',
    unknown: '{count} 组因噪声过大或时间过短无法判断',
    notWarmed: '没有预热记录。',
    hits: '测量开始与结束时的缓存命中率：<phrases>{hits}</phrases>。',
    hit: '<name>{label}</name> {start} → {end}',
    cold: '冷启动：从新进程的第一个请求起测量，不预热。',
    toSteady: '吞吐量达到平稳所需：<phrases>{variants}</phrases>。',
    loadTime: '{isBrief, select, true {{ms} 毫秒} other {<elapsed>{ms}</elapsed>}}',
    steadyFrom: '<name>{label}</name> 负载 {load}（{requests} 个请求）',
    neverSteady: '<name>{label}</name> 在本次运行内未达到',
    toSteadyUnknown:
      '无法判断吞吐量何时平稳（噪声过大，或不足 8 个切片）：<phrases><name>{labels}</name></phrases>。',
    reading:
      '命中率取自前四分之一与后四分之一的切片。趋势指各组内沿直线从第一个切片到最后一个切片的变化；经多重比较校正后仍显著者以粗体显示。',
    warmupRequests: '预热请求数',
    hitsAtStart: '开始时命中率',
    hitsAtEnd: '结束时命中率',
    ownTrend: '自身趋势',
    trendAgainstBaseline: '对比基线的趋势',
    steadyAfter: '达到平稳',
    notWithinRun: '本次运行内未达到',
  },
);
