// Warm-up and steadiness in Chinese.
import { name, type Sentence, sentence } from './sentence.ts';
import type { SteadinessMessages, WarmupFacts } from './steadiness-messages.ts';

export const chineseSteadiness: SteadinessMessages = {
  title: '预热与平稳性',
  warm: (facts) => {
    const { fewest, most, rounds } = facts;
    const requests = fewest === most ? fewest : `${fewest} 至 ${most}`;
    return sentence`预热：每个方案 ${requests} 个请求，轮流进行 ${String(rounds)} 轮；${describeGroups(facts)}。`;
  },
  notWarmed: () => sentence`没有预热记录。`,
  hits: (variants) =>
    sentence`测量开始与结束时的缓存命中率：${list(
      variants.map(({ label, start, end }) => sentence`${name(label)} ${start} → ${end}`),
    )}。`,
  cold: () => sentence`冷启动：从新进程的第一个请求起测量，不预热。`,
  toSteady: (variants) =>
    sentence`吞吐量达到平稳所需：${list(
      variants.map(({ label, load, requests }) =>
        load === undefined
          ? sentence`${name(label)} 在本次运行内未达到`
          : sentence`${name(label)} 负载 ${load}（${requests ?? ''} 个请求）`,
      ),
    )}。`,
  toSteadyUnknown: (labels) =>
    sentence`无法判断吞吐量何时平稳（噪声过大，或不足 8 个切片）：${list(labels.map((label) => [name(label)]))}。`,
  reading: () =>
    sentence`命中率取自前四分之一与后四分之一的切片。趋势指各组内沿直线从第一个切片到最后一个切片的变化；经多重比较校正后仍显著者以粗体显示。`,
  warmupRequests: '预热请求数',
  hitsAtStart: '开始时命中率',
  hitsAtEnd: '结束时命中率',
  ownTrend: '自身趋势',
  trendAgainstBaseline: '对比基线的趋势',
  steadyAfter: '达到平稳',
  notWithinRun: '本次运行内未达到',
};

function list(items: readonly Sentence[]): Sentence {
  return items.flatMap((item, index) => (index === 0 ? item : sentence`，${item}`));
}

/** What is unknown is neither: a warm-up too short or too noisy to tell. */
function describeGroups(facts: WarmupFacts): string {
  const { groups, steadyGroups, changingGroups, boundGroups, afterLoadGroups = 0 } = facts;
  const unknown = groups - steadyGroups - changingGroups;
  return [
    `预热结束时，${groups} 组中`,
    [
      ...(steadyGroups > 0 ? [`${steadyGroups} 组平稳`] : []),
      ...(changingGroups > 0 ? [`${changingGroups} 组仍在变化`] : []),
      ...(unknown > 0 ? [`${unknown} 组因噪声过大或时间过短无法判断`] : []),
      ...(boundGroups > 0 ? [`${boundGroups} 组因达到时限而结束预热`] : []),
      ...(afterLoadGroups > 0 ? [`${afterLoadGroups} 组紧接同一场景的另一负载，预热较短`] : []),
    ].join('，'),
  ].join(' ');
}
