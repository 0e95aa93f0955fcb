// Throughput against latency of the variants of a scenario.
import { defineMessages } from '../document/messages/define.ts';

export const tradeoff = defineMessages(
  {
    title: 'Throughput against latency',
    both: 'Better than the baseline in both: <name>{labels}</name>.',
    trade:
      '{count, plural, one {<name>{labels}</name> gains in one and loses in the other.} other {<name>{labels}</name> gain in one and lose in the other.}}',
    one: 'Better in one, equivalent or undecided in the other: <name>{labels}</name>.',
    nothing: 'No variant is better than the baseline in throughput or p99 latency.',
    reading:
      'Each dot is a variant as a ratio to the baseline (log scales): throughput to the right, p99 latency upwards, so the lower right is best. Lines are the intervals of both, small dots single groups; within the grey bands ({margin}) both count as equivalent. Hollow: undecided in one of them.',
    against: '{metric} vs baseline',
    throughputAxis: 'Throughput, ratio to the baseline',
    latencyAxis: 'p99 latency, ratio to the baseline',
    best: 'more requests, lower latency ↘',
  },
  {
    title: '吞吐量与延迟',
    both: '两项均优于基线：<name>{labels}</name>。',
    trade: '一项更好、另一项更差：<name>{labels}</name>。',
    one: '一项更好、另一项等效或未定：<name>{labels}</name>。',
    nothing: '没有方案在吞吐量或 p99 延迟上优于基线。',
    reading:
      '每个圆点是一个方案与基线之比（对数坐标）：向右吞吐量更高，向上 p99 延迟更高，因此右下方最好。线段为两者的区间，小点为各组；灰色带（{margin}）内视为等效。空心：至少一项未定。',
    against: '{metric}对比基线',
    throughputAxis: '吞吐量，与基线之比',
    latencyAxis: 'p99 延迟，与基线之比',
    best: '请求更多、延迟更低 ↘',
  },
);
