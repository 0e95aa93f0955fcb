// What users met over load time.
import { defineMessages } from '../document/messages/define.ts';

export const timeline = defineMessages(
  {
    title: 'Over load time',
    finding: 'Lowest availability of <name>{label}</name>: <b>{share}</b> at {at}.',
    allAvailable: '<name>{label}</name> answered every request in every interval.',
    reading:
      'Steps of {interval}, all groups overlaid: responses per second, below it p50 and p99, then the success ratio. Gaps have too few responses for a percentile.',
    rate: 'good responses per second',
    latency: 'latency (log scale)',
    availability: 'success',
    time: 'load time since the first recorded window',
    phase: 'Phase',
    demand: 'Due',
    dropped: 'Never sent',
    success: 'Success',
    others:
      'Drawn: the baseline and the best of those with a timeline; {count, plural, one {# more is} other {# more are}} in <code>result.json</code>.',
    elsewhere:
      'With this many variants only the scenario of the verdict is drawn; the timelines of this one are in <code>result.json</code>.',
    none: 'This run has no timelines: older versions did not record them. To get them, measure again: <code>npx loadstone run</code>.',
    heatTitle: 'Latencies of {label} over load time',
    heatFinding: 'Latency of <name>{label}</name>: {lowest} to {highest}.',
    heatReading:
      'Each column is a step of load time, each row a range of latencies; brighter means more responses (log scale).',
    heatTable: 'Responses by latency',
    few: 'few',
    many: 'many',
  },
  {
    title: '随加压时间的变化',
    finding: '<name>{label}</name> 的可用性最低为 <b>{share}</b>，在 {at}。',
    allAvailable: '<name>{label}</name> 在每个时段都响应了全部请求。',
    reading:
      '每步 {interval}，各组叠加：上为每秒成功响应，其下为 p50 和 p99，再下为成功占比。空缺处响应太少，不足以得出百分位。',
    rate: '每秒成功响应',
    latency: '延迟（对数坐标）',
    availability: '成功',
    time: '自首个记录窗口起的加压时间',
    phase: '阶段',
    demand: '应发',
    dropped: '未发出',
    success: '成功率',
    others: '图中为基线和有时间线的最好方案；另有 {count} 个见 <code>result.json</code>。',
    elsewhere: '方案较多时只绘制结论所在的场景；本场景的时间线见 <code>result.json</code>。',
    none: '本次运行没有时间线：旧版本的运行未作记录。如需获得，请重新测量：<code>npx loadstone run</code>。',
    heatTitle: '{label} 的延迟随加压时间的分布',
    heatFinding: '<name>{label}</name> 的延迟在 {lowest} 至 {highest} 之间。',
    heatReading: '一列为一段加压时间，一行为一段延迟；越亮，响应越多（对数坐标）。',
    heatTable: '按延迟计数的响应',
    few: '少',
    many: '多',
  },
);
