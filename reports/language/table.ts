// Words of tables, shared by terminal and page.
import { defineMessages } from '../document/messages/define.ts';

export const table = defineMessages(
  {
    rank: {
      recommended: 'recommended',
      tied: 'tied with best',
      baseline: 'baseline',
      better: 'better',
      worse: 'worse',
      equivalent: 'equivalent',
      inconclusive: 'undecided',
      'not-exercised': 'not exercised by this scenario',
      'not-run': 'not run',
      'not-judged': 'not judged',
      'wrong-answers': 'wrong responses',
      'wrong-data': 'wrong data',
      failing: 'failing',
    },
    undecidedYet: 'undecided: +{moreGroups, plural, one {# group} other {# groups}}',
    undecidedTooSmall: 'undecided: below noise',
    variant: 'Variant',
    verdictColumn: 'Verdict',
    againstBaseline: 'vs baseline',
    interval: '{confidencePercent}% interval',
    groups: 'Groups',
    reason: 'Reason',
    apart:
      '† The difference compares variant and baseline within each group; the figures are {estimator, select, pooled {over all requests} other {medians over the groups}}. Dividing them gives {quotients}.',
    quotient:
      '{quotient} for <name>{label}</name>{isOpposite, select, true { (the other direction)} other {}}',
    parts:
      '‡ From other groups than the figures beside it, since not every group has enough requests, so it may lie below a lower percentile: {parts}.',
    part: '<columnName>{metric}</columnName> of <name>{label}</name> {known, plural, =0 {is over all requests} other {in {known} of {groups, plural, one {# group} other {# groups}}}}',
    moreParts: '{more, plural, one {# more figure} other {# more figures}}',
    worstGroup: 'worst group {share}',
    pooledFigures:
      '* Over all groups: no group has enough requests of this route for a figure of its own.',
    partFigures:
      '‡ The median of fewer groups than p50: the others have too few requests of this route, so it may lie below a lower percentile.',
    warmupRoutes: 'Sent in the warm-up only, so in no figure above: <items>{routes}</items>.',
    warmupRoute:
      '<name>{route}</name> ({sent, plural, one {# request} other {# requests}}{failed, plural, =0 {} other {, # of them failed}})',
    warningOf: '<name>{labels}</name>: {warning}',
    keptBaseline: 'keep the baseline',
    keptForNow: 'keep for now',
    resent: 'resent',
    notJudged: 'not judged',
    validityStatus: {
      ok: 'passed',
      warning: 'warning',
      failed: 'failed',
    },
  },
  {
    rank: {
      recommended: '推荐',
      tied: '与最佳方案并列',
      baseline: '基线',
      better: '更好',
      worse: '更差',
      equivalent: '等效',
      inconclusive: '未定',
      'not-exercised': '该场景未用到',
      'not-run': '未运行',
      'not-judged': '未判定',
      'wrong-answers': '响应有误',
      'wrong-data': '数据有误',
      failing: '失败过多',
    },
    undecidedYet: '未定：再加 {moreGroups} 组',
    undecidedTooSmall: '未定：差异小于噪声',
    variant: '方案',
    verdictColumn: '判定',
    againstBaseline: '对比基线',
    interval: '{confidencePercent}% 区间',
    groups: '组数',
    reason: '原因',
    apart:
      '† 差异是在每一组内比较方案与基线得出的；所列数值为{estimator, select, pooled {全部请求合并的结果} other {各组的中位数}}。直接相除得到：{quotients}。',
    quotient:
      '<name>{label}</name> 为 {quotient}{isOpposite, select, true {（方向相反）} other {}}',
    parts:
      '‡ 并非每组都有足够的请求，因此该数值与旁边的数值不取自相同的组，可能低于更低的百分位：{parts}。',
    part: '<name>{label}</name> 的 <columnName>{metric}</columnName> {known, plural, =0 {由全部请求合并得出} other {只取自 {groups} 组中的 {known} 组}}',
    moreParts: '另有 {more} 项',
    worstGroup: '最差的组 {share}',
    pooledFigures: '* 所有组合并计算：没有一个组在该路由上有足够的请求得出自己的数值。',
    partFigures:
      '‡ 取自比 p50 更少的组的中位数：其余各组在该路由上的请求太少，因此可能低于更低的百分位。',
    warmupRoutes: '仅在预热阶段发送，不计入上表任何数值：<items>{routes}</items>。',
    warmupRoute:
      '<name>{route}</name>（{sent} 个请求{failed, plural, =0 {} other {，其中 {failed} 个失败}}）',
    warningOf: '<name>{labels}</name>：{warning}',
    keptBaseline: '保留基线',
    keptForNow: '暂时保留',
    resent: '重发',
    notJudged: '未判定',
    validityStatus: {
      ok: '通过',
      warning: '警告',
      failed: '未通过',
    },
  },
);
