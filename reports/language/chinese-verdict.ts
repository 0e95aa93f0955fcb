// The verdict in Chinese.
import { joinChinese, chineseMetricNames as metricNames, nameInText } from './chinese-words.ts';
import type { VerdictMessages } from './messages.ts';
import { name, type Sentence, sentence, strong } from './sentence.ts';

export const chineseVerdict: VerdictMessages = {
  choose: (label) => sentence`选择 ${name(label)}。`,
  chooseAmongTied: (label, tiedCount) =>
    sentence`选择 ${name(label)}；另有 ${String(tiedCount)} 个方案与之并列。`,
  keepBaseline: () => sentence`保留基线。`,
  noConclusion: () => sentence`尚无结论。`,
  invalidRun: () => sentence`没有结论：本次运行不可信。`,
  scenarioOf: (scenario, load) => sentence`场景 ${name(scenario)}，${load}。`,
  difference: (facts) =>
    sentence`${metricNames[facts.metric]}为 ${strong(facts.value)}，基线为 ${facts.baselineValue}：相对基线 ${strong(facts.estimate)}，${facts.confidencePercent}% 区间为 ${facts.lower} 至 ${facts.upper}。`,
  differenceWithoutInterval: (facts) =>
    sentence`${metricNames[facts.metric]}为 ${strong(facts.value)}，基线为 ${facts.baselineValue}：相对基线 ${facts.estimate}，无区间。`,
  nothingBetter: (metric, margin) =>
    sentence`没有方案在${nameInText(metric)}上被证明优于它；差异在 ${margin} 以内视为等效。`,
  sureBetter: (groups, confidencePercent) =>
    sentence`${confidencePercent}% 区间不包含零差异，来自 ${String(groups)} 组全新启动的进程。`,
  sureGroups: (groups) => sentence`依据 ${String(groups)} 组全新启动的进程判定。`,
  sureChecks: (ok, warned) =>
    warned === 0
      ? sentence`运行的 ${String(ok)} 项检查全部通过。`
      : sentence`运行的检查 ${String(ok)} 项通过，${String(warned)} 项有警告。`,
  butTied: (labels, metric) =>
    sentence`${listNames(labels)} 在${nameInText(metric)}上与之并列：选运维最简单的那个。`,
  butUntied: () => sentence`没有其他方案与之并列。`,
  butNotExercised: (labels) => sentence`该场景未用到，因此未判定：${listNames(labels)}。`,
  apart: (estimator, quotient, isOpposite) =>
    sentence`这两个数值是${estimator === 'pooled' ? '全部请求合并的结果' : '各组的中位数'}，直接相除得到 ${quotient}${isOpposite ? '（方向相反）' : ''}；差异则是在每一组内比较两者得出的。`,
  butChosen: (candidates, excess) =>
    excess === ''
      ? sentence`它是从 ${String(candidates)} 个方案中选出的最佳者；由此造成的高估不到 0.1%。`
      : sentence`它是从 ${String(candidates)} 个方案中选出的最佳者，因此其数值约高估 ${excess}。`,
  butUndecided: (count, moreGroups) =>
    moreGroups === null
      ? sentence`还有 ${String(count)} 个方案未定。`
      : sentence`还有 ${String(count)} 个方案未定：大约再运行 ${String(moreGroups)} 组即可判定。`,
  butOtherScenario: (scenario, load, label) =>
    sentence`在场景 ${name(scenario)}（${load}）中，推荐的是 ${name(label)}。`,
  butOtherScenarioOpen: (scenario, load) =>
    sentence`在场景 ${name(scenario)}（${load}）中没有可推荐的方案。`,
  butPartial: (groupsRun, groupsPlanned) =>
    sentence`运行提前结束：计划 ${String(groupsPlanned)} 组，完成 ${String(groupsRun)} 组。`,
  watchWorse: (metric, estimate, lower, upper) =>
    sentence`它在${nameInText(metric)}上更差：${strong(estimate)}，区间为 ${lower} 至 ${upper}。`,
  watchFailures: (share, failed) =>
    sentence`并非所有请求都成功：成功 ${share}，失败 ${failed} 个。`,
  watchWrongVariants: (labels) => sentence`${strong('响应内容有误')}：${listNames(labels)}。`,
  watchWrongBodies: (wrong, checked) =>
    sentence`核对的 ${checked} 个响应中，${strong(wrong)} 个内容有误。`,
  watchTreatment: (labels) => sentence`配置未得到确认：${listNames(labels)}。`,
  watchVoid: (voidGroups) => sentence`${String(voidGroups)} 组作废、未计入；原因见“各组”。`,
  watchNotRun: (count) => sentence`${String(count)} 个方案未运行；原因见表格。`,
  watchNothing: () => sentence`未测得不足之处。`,
  watchNotTested: () => sentence`未测试故障时的表现。`,
  sureLabel: '依据',
  butLabel: '局限',
  watchLabel: '注意事项',
  invalidNext: () => sentence`以下数据仅供查找原因。请排除问题后重新运行。`,
  notExercisedNext: () => sentence`增加组数无济于事：请测量用到各方案不同之处的场景。`,
  noBaselineNext: () => sentence`增加组数无济于事：请修好基线或另选基线，再重新运行。`,
  noConclusionNext: (moreGroups) =>
    moreGroups === null
      ? sentence`请运行更多组以缩小区间。`
      : sentence`大约再运行 ${String(moreGroups)} 组即可判定。`,
};

function listNames(labels: readonly string[]): Sentence {
  return joinChinese(labels.map((label) => [name(label)]));
}
