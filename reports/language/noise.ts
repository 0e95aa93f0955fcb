// The noise floor of a machine.
import { defineMessages } from '../document/messages/define.ts';

export const noise = defineMessages(
  {
    head: 'noise floor · {valid, plural, one {# valid group} other {# valid groups}} of {run} · machine {machine} · {runId}',
    notKept: 'Not kept: {reasons}',
    reading:
      'spread: of the difference of two equal variants in one group. +x% at n: the least slowdown that a gate of at most n groups finds in four of five cases. A/A gates: {gates} gates with a tolerance of {tolerance} replayed on these groups, neighbors together. drift: of the difference from the first group to the last; like next: correlation of a group with the next one; * where chance explains it in less than 5%.',
    dependent:
      'Groups depend on their neighbors in <metricName>{metrics}</metricName>: intervals of a run are narrower here than its groups allow. Spread the groups over time (<code>run --epochs</code>), or find what changes while the run goes on.',
    column: {
      metric: 'metric',
      spread: 'spread',
      drift: 'drift',
      likeNext: 'like next',
      fail: 'A/A fail',
      pass: 'pass',
      open: 'open',
    },
    at: 'at {groups}',
  },
  {
    head: '噪声下限 · {run} 组中有效 {valid} 组 · 机器 {machine} · {runId}',
    notKept: '未保留：{reasons}',
    reading:
      '离散：同一组内两个相同方案之差的离散程度。n 处的 +x%：最多 n 组的门禁五次中有四次能检出的最小变慢。A/A 门禁：以 {tolerance} 的容差，在这些组上重放 {gates} 次门禁，相邻的组放在一起。漂移：该差异从第一组到最后一组的变化；邻组：一组与下一组的相关；* 表示由偶然造成的可能低于 5%。',
    dependent:
      '<metricName>{metrics}</metricName>：各组与相邻的组有关，因此运行的区间比组数所允许的更窄。请把各组分散到更长的时间（<code>run --epochs</code>），或找出运行期间在变化的因素。',
    column: {
      metric: '指标',
      spread: '离散',
      drift: '漂移',
      likeNext: '邻组',
      fail: 'A/A 不通过',
      pass: '通过',
      open: '未定',
    },
    at: '{groups} 组',
  },
);
