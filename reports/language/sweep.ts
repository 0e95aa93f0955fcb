// A sweep: the rates that a variant carried, and those that were too much.
import { defineMessages } from '../document/messages/define.ts';

export const sweep = defineMessages(
  {
    pageTitle: '{run}: latency against rate',
    title: 'Latency against rate',
    slo: 'Good: {hasP99, select, true {p99 at most {p99}, } other {}}success at least {success}, no backlog left. {seconds} s at each rate, {arrivals, select, poisson {Poisson} other {uniform}} arrivals{basis, select, groups {; median of the groups} one {; one group} other {}}.',
    groupsValid: '{valid} of {planned} groups valid',
    invalid: 'Invalid, no conclusion: {reason}',
    noConclusion: 'No conclusion: the sweep is invalid.',
    highest:
      '{hasLatencyLimit, select, true {Highest rate within the SLO} other {Highest sustained rate}}: {highest} req/s ({hasFailed, select, true {{lowestFailed} is too high} other {no rate tried was too high}}).{hasGroups, select, true { Groups alone: {least} to {most}.} other {}}',
    highestNone:
      '{hasLatencyLimit, select, true {Highest rate within the SLO} other {Highest sustained rate}}: none; {lowestFailed} req/s is already too high.',
    highestUnknown:
      '{hasLatencyLimit, select, true {Highest rate within the SLO} other {Highest sustained rate}}: nothing was measured.',
    best: '{isOnly, select, true {} other {<name>{scenario}</name>: }}{hasLatencyLimit, select, true {Highest rate within the SLO} other {Highest sustained rate}}: <b>{rate} req/s</b> with <name>{labels}</name>{hasOther, select, true {, against {baselineRate} req/s for the baseline} other {}}.',
    bestNone:
      '{isOnly, select, true {} other {<name>{scenario}</name>: }}{hasLatencyLimit, select, true {No rate tried was within the SLO} other {No rate tried was sustained}}.',
    knee: 'Knee: {rate} req/s at p99 {p99} (most throughput for the latency; between {low} and {high} req/s).',
    kneeOutside: 'Knee: not between the rates tried.',
    rateStatus: {
      good: 'good',
      saturated: 'saturated',
      failures: 'failures',
      slow: 'p99 above the SLO',
      'no-answer': 'no response',
      'not-judged': 'not judged',
    },
    chartTitle: 'p99 against throughput',
    front: 'No variant beats <name>{labels}</name> in both throughput and p99.',
    frontNone: 'p99 latency against throughput.',
    reading:
      'Lower and further right is better. The band spans the groups; ○ marks the knee, ◆ the highest good rate; the grey line joins the rates that none beats in both (Pareto front). Where a line turns back or rises steeply the variant is saturated.',
    throughputAxis: 'throughput achieved, requests/s',
    latencyAxis: 'p99 latency, log scale',
    asked: 'requested, req/s',
    achieved: 'achieved, req/s',
    p99OfGroups: 'p99 of the groups',
    fewRequests: '* from fewer than 1,000 requests',
  },
  {
    pageTitle: '{run}：延迟随速率的变化',
    title: '延迟随速率的变化',
    slo: '达标：{hasP99, select, true {p99 不超过 {p99}，} other {}}成功率不低于 {success}，且没有积压。每个速率加压 {seconds} 秒，{arrivals, select, poisson {泊松到达} other {均匀到达}}{basis, select, groups {；取各组的中位数} one {；只有一组} other {}}。',
    groupsValid: '计划 {planned} 组，有效 {valid} 组',
    invalid: '无效，没有结论：{reason}',
    best: '{isOnly, select, true {} other {<name>{scenario}</name>：}}{hasLatencyLimit, select, true {满足 SLO 的最高速率} other {可持续的最高速率}}：<name>{labels}</name>，<b>{rate} req/s</b>{hasOther, select, true {；基线为 {baselineRate} req/s} other {}}。',
    bestNone:
      '{isOnly, select, true {} other {<name>{scenario}</name>：}}{hasLatencyLimit, select, true {所试速率均不满足 SLO} other {所试速率均不可持续}}。',
    noConclusion: '没有结论：本次扫描无效。',
    highest:
      '{hasLatencyLimit, select, true {满足 SLO 的最高速率} other {可持续的最高速率}}：每秒 {highest} 个请求（{hasFailed, select, true {每秒 {lowestFailed} 个已经过高} other {试过的速率都可承受}}）。{hasGroups, select, true {各组单独看：{least} 至 {most}。} other {}}',
    highestNone:
      '{hasLatencyLimit, select, true {满足 SLO 的最高速率} other {可持续的最高速率}}：没有；每秒 {lowestFailed} 个请求已经过高。',
    highestUnknown:
      '{hasLatencyLimit, select, true {满足 SLO 的最高速率} other {可持续的最高速率}}：没有测得数据。',
    knee: '拐点：每秒 {rate} 个请求，p99 为 {p99}（就所付出的延迟而言吞吐量最大；位于每秒 {low} 至 {high} 个请求之间）。',
    kneeOutside: '拐点：不在试过的速率之间。',
    rateStatus: {
      good: '达标',
      saturated: '已饱和',
      failures: '有失败',
      slow: 'p99 超出 SLO',
      'no-answer': '无响应',
      'not-judged': '未判定',
    },
    chartTitle: 'p99 与吞吐量的关系',
    front: '没有方案在吞吐量和 p99 两方面都胜过 <name>{labels}</name>。',
    frontNone: 'p99 延迟与吞吐量的关系。',
    reading:
      '越低、越靠右越好。色带为各组的范围；○ 为拐点，◆ 为达标的最高速率；灰色粗线连接两方面都未被超过的速率（帕累托前沿）。曲线折返或陡升处，方案已饱和。',
    throughputAxis: '实际吞吐量，每秒请求数',
    latencyAxis: 'p99 延迟（对数坐标）',
    asked: '要求，请求/秒',
    achieved: '实际，请求/秒',
    p99OfGroups: '各组的 p99',
    fewRequests: '* 不足 1,000 个请求',
  },
);
