// A sweep in Chinese.
import { joinChinese } from './chinese-words.ts';
import { name, sentence } from './sentence.ts';
import type { HighestFacts, KneeFacts, RateStanding, SweepMessages } from './sweep-messages.ts';

const standings: Readonly<Record<RateStanding, string>> = {
  good: '达标',
  saturated: '已饱和',
  failures: '有失败',
  slow: 'p99 超出 SLO',
  'no-answer': '无响应',
  'not-judged': '未判定',
};

const arrivals = { poisson: '泊松到达', uniform: '均匀到达' } as const;

function writeHighest({ hasLatencyLimit, highest, lowestFailed, groups }: HighestFacts): string {
  const what = hasLatencyLimit ? '满足 SLO 的最高速率' : '可持续的最高速率';
  if (highest === undefined) {
    return lowestFailed === undefined
      ? `${what}：没有测得数据。`
      : `${what}：没有；每秒 ${lowestFailed} 个请求已经过高。`;
  }
  const apart = groups === undefined ? '' : `各组单独看：${groups[0]} 至 ${groups[1]}。`;
  const bound =
    lowestFailed === undefined ? '试过的速率都可承受' : `每秒 ${lowestFailed} 个已经过高`;
  return `${what}：每秒 ${highest} 个请求（${bound}）。${apart}`;
}

function writeKnee(facts: KneeFacts | undefined): string {
  if (facts === undefined) return '拐点：不在试过的速率之间。';
  const { rate, p99, low, high } = facts;
  return `拐点：每秒 ${rate} 个请求，p99 为 ${p99}（就所付出的延迟而言吞吐量最大；位于每秒 ${low} 至 ${high} 个请求之间）。`;
}

export const chineseSweep: SweepMessages = {
  pageTitle: (run) => `${run}：延迟随速率的变化`,
  title: '延迟随速率的变化',
  slo: ({ p99, success, seconds, arrivals: kind }) =>
    `达标：${p99 === undefined ? '' : `p99 不超过 ${p99}，`}成功率不低于 ${success}，且没有积压。每个速率加压 ${seconds} 秒，${arrivals[kind]}；取各组的中位数。`,
  groupsValid: (valid, planned) => `计划 ${planned} 组，有效 ${valid} 组`,
  invalid: (reason) => sentence`无效，没有结论：${reason}`,
  noConclusion: '没有结论：本次扫描无效。',
  highest: writeHighest,
  knee: writeKnee,
  standing: (standing) => standings[standing],
  chartTitle: 'p99 与吞吐量的关系',
  front: (labels) =>
    labels.length === 0
      ? sentence`p99 延迟与吞吐量的关系。`
      : sentence`没有方案在吞吐量和 p99 两方面都胜过 ${joinChinese(labels.map((label) => [name(label)]))}。`,
  reading:
    '越低、越靠右越好。色带为各组的范围；○ 为拐点，◆ 为达标的最高速率；灰色粗线连接两方面都未被超过的速率（帕累托前沿）。曲线折返或陡升处，方案已饱和。',
  throughputAxis: '实际吞吐量，每秒请求数',
  latencyAxis: 'p99 延迟（对数坐标）',
  asked: '要求，请求/秒',
  achieved: '实际，请求/秒',
  p99OfGroups: '各组的 p99',
  fewRequests: '* 不足 1,000 个请求',
};
