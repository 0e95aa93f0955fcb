// The words of tables in Chinese.

import { metrics } from '../document/metrics.ts';
import type { VerdictKind } from '../document/result.ts';
import type { Standing } from '../figures/standing.ts';
import { joinChinese } from './chinese-words.ts';
import type { TableMessages } from './messages.ts';
import { name, sentence } from './sentence.ts';

const verdicts: Readonly<Record<VerdictKind, string>> = {
  baseline: '基线',
  better: '更好',
  worse: '更差',
  equivalent: '等效',
  inconclusive: '未定',
  'not-exercised': '该场景未用到',
  'not-run': '未运行',
  'not-judged': '未判定',
};

function writeVerdict(verdict: VerdictKind, moreGroups: number | null): string {
  if (verdict !== 'inconclusive' || moreGroups === null) return verdicts[verdict];
  return `未定：再加 ${moreGroups} 组`;
}

function writeStanding(standing: Standing, moreGroups: number | null): string {
  if (standing === 'recommended') return '推荐';
  if (standing === 'tied') return '与最佳方案并列';
  if (standing === 'wrong-answers') return '响应有误';
  if (standing === 'failing') return '失败过多';
  return writeVerdict(standing, moreGroups);
}

const groupTitles: Readonly<Record<Standing, (margin: string) => string>> = {
  recommended: () => '推荐',
  tied: () => '与推荐方案并列',
  better: () => '优于基线',
  baseline: () => '基线',
  equivalent: (margin) => `与基线等效：整个区间在 ${margin} 以内`,
  inconclusive: () => '未定：噪声太大或相差太小',
  worse: () => '劣于基线',
  'wrong-answers': () => '响应有误：速度没有意义',
  failing: () => '失败过多：速度没有意义',
  'not-judged': () => '未判定',
  'not-exercised': () => '该场景未用到：与基线的不同之处没有起作用，因此不作判定',
  'not-run': () => '未运行',
};

const figuresOf = {
  'typical-group': '各组的中位数',
  pooled: '全部请求合并的结果',
} as const;

export const chineseTable: TableMessages = {
  metricName: (metric) => metrics[metric].name.zh,
  metricColumn: (metric) => metrics[metric].column.zh,
  standing: writeStanding,
  verdict: writeVerdict,
  groupTitle: (standing, margin) => groupTitles[standing](margin),
  closedLoad: (connections, of) =>
    of === 'iterations'
      ? sentence`${String(connections)} 个用户，逐次执行迭代`
      : sentence`${String(connections)} 个并发连接（闭环）`,
  openLoad: (rateRps, connections, of) =>
    of === 'iterations'
      ? sentence`每秒 ${rateRps} 次迭代，最多 ${String(connections)} 个用户`
      : sentence`每秒 ${rateRps} 个请求，${String(connections)} 个连接`,
  openLoadUnsettled: (connections, of) =>
    of === 'iterations'
      ? sentence`开环负载，迭代速率未校准，最多 ${String(connections)} 个用户`
      : sentence`开环负载，请求速率未校准，${String(connections)} 个连接`,
  variant: '方案',
  verdictColumn: '判定',
  againstBaseline: '对比基线',
  interval: (confidencePercent) => `${confidencePercent}% 区间`,
  groups: '组数',
  reason: '原因',
  apart: ({ estimator, variants }) => {
    const quotients = variants.map(
      ({ label, quotient, isOpposite }) =>
        sentence`${name(label)} 为 ${quotient}${isOpposite ? '（方向相反）' : ''}`,
    );
    return sentence`† 差异是在每一组内比较方案与基线得出的；所列数值为${figuresOf[estimator]}。直接相除得到：${joinChinese(quotients)}。`;
  },
  parts: ({ parts, more }) => {
    const named = parts.map(
      ({ label, metric, known, groups }) =>
        sentence`${name(label)} 的 ${metrics[metric].column.zh} ${known === 0 ? '由全部请求合并得出' : `只取自 ${groups} 组中的 ${known} 组`}`,
    );
    const rest = more > 0 ? [sentence`另有 ${String(more)} 项`] : [];
    return sentence`‡ 并非每组都有足够的请求，因此该数值与旁边的数值不取自相同的组，可能低于更低的百分位：${joinChinese([...named, ...rest])}。`;
  },
  worstGroup: (share) => `最差的组 ${share}`,
  pooledFigures: '* 所有组合并计算：没有一个组在该路由上有足够的请求得出自己的数值。',
  partFigures:
    '‡ 取自比 p50 更少的组的中位数：其余各组在该路由上的请求太少，因此可能低于更低的百分位。',
  warningOf: (labels, warning) =>
    sentence`${joinChinese(labels.map((label) => [name(label)]))}：${warning}`,
  keptBaseline: '保留基线',
  resent: '重发',
  notJudged: '未判定',
  validityStatus: (status) => ({ ok: '通过', warning: '警告', failed: '未通过' })[status],
};
