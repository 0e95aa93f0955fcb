// The verdict, with *Evidence. Limits. Caveats.*
import { defineMessages } from '../document/messages/define.ts';

export const verdict = defineMessages(
  {
    choose: 'Choose <name>{label}</name>.',
    chooseAmongTied:
      '{tiedCount, plural, =1 {Choose <name>{label}</name>; one other is tied with it.} other {Choose <name>{label}</name>; {tiedCount} others are tied with it.}}',
    keepBaseline: 'Keep the baseline.',
    keepForNow: 'Undecided: keep the baseline for now.',
    noConclusion: 'No conclusion.',
    noConclusionYet: 'No conclusion yet.',
    invalidRun: 'No conclusion: this run cannot be trusted.',
    scenarioOf: 'In scenario <name>{scenario}</name>, {load}.',
    difference:
      '<MetricName>{metric}</MetricName> is <b>{value}</b>, against {baselineValue} for the baseline: <b>{estimate}</b>, with a {confidencePercent}% interval from {lower} to {upper}.',
    differenceWithoutInterval:
      '<MetricName>{metric}</MetricName> is <b>{value}</b>, against {baselineValue} for the baseline: {estimate}, without an interval.',
    nothingBetter:
      'No variant was shown to beat it in <metricName>{metric}</metricName>; differences within {margin} count as equivalent.',
    sureBetter:
      'The {confidencePercent}% interval excludes zero difference; it comes from {groups, plural, one {# group} other {# groups}}{launched, select, all { of freshly started processes} some {, of processes that were freshly started except those at a given URL} other {, between which the services ran on}}.',
    sureGroups:
      'Judged from {groups, plural, one {# group} other {# groups}}{launched, select, all { of freshly started processes} some {, of processes that were freshly started except those at a given URL} other {, between which the services ran on}}.',
    sureChecks:
      '{warned, plural, =0 {All {ok, plural, one {# check} other {# checks}} of the run passed.} other {{ok, plural, one {# check} other {# checks}} of the run passed, {warned} with a warning.}}',
    butTied:
      '{count, plural, =1 {<name>{labels}</name> is tied with it in <metricName>{metric}</metricName>: choose it if it is simpler to run.} other {<name>{labels}</name> are tied with it in <metricName>{metric}</metricName>: choose the one that is simplest to run.}}',
    butUntied: 'No other variant is tied with it.',
    butNotExercised: 'Not exercised by this scenario, so not judged: <name>{labels}</name>.',
    apart:
      'The two figures are {estimator, select, pooled {over all requests} other {medians over the groups}} and give {quotient}{isOpposite, select, true {, the other direction} other {}}; the difference compares the two within each group.',
    butChosen:
      'Chosen as the best of {candidates} variants, which overstates its figure by about {excess}.',
    butChosenClosely:
      'Chosen as the best of {candidates} variants; that overstates its figure by less than 0.1%.',
    butUndecided:
      '{count, plural, one {# variant is} other {# variants are}} still undecided{moreGroups, plural, =0 {} one {: about # more group would decide {count, plural, one {it} other {them}}} other {: about # more groups would decide {count, plural, one {it} other {them}}}}{ofAll, plural, =0 {} other {; # would decide the other scenarios too}}.',
    butTooSmall:
      '{count, plural, one {# variant stays} other {# variants stay}} undecided: the {count, plural, one {difference is} other {differences are}} too small against the noise of <metricName>{metric}</metricName> here to be decided by more groups.',
    butOtherScenario:
      'In scenario <name>{scenario}</name>, {load}, the recommendation is <name>{label}</name>.',
    butOtherScenarioOpen: 'In scenario <name>{scenario}</name>, {load}, nothing is recommended.',
    butOtherScenarioUndecided: 'In scenario <name>{scenario}</name>, {load}, it is undecided.',
    butPartial:
      'The run stopped early: {groupsRun} of {groupsPlanned, plural, one {# group} other {# groups}}.',
    watchWorse:
      'It is worse in <metricName>{metric}</metricName>: <b>{estimate}</b>, interval from {lower} to {upper}.',
    watchFailures: 'Not every request succeeded: {share} did, {failed} did not.',
    watchWrongVariants: '<b>Wrong responses</b>: <name>{labels}</name>.',
    watchWrongBodies: '<b>{wrong}</b> of {checked} checked responses had wrong content.',
    watchConfiguration: 'Configuration not confirmed: <name>{labels}</name>.',
    watchVoid:
      '{voidGroups, plural, one {# group was} other {# groups were}} void and left out; see “Groups” for the reasons.',
    watchNotRun:
      '{count, plural, one {# variant was} other {# variants were}} not run; see the table for the reasons.',
    watchMore:
      '{count, plural, one {# more caveat stands} other {# more caveats stand}} further down in the report.',
    watchNothing: 'No drawbacks measured.',
    watchNotTested: 'Failure behaviour was not tested.',
    untestedCombinations:
      '{measured} of the {possible} combinations of levels were measured; the effects of the others may differ.',
    question:
      'Which variant has the {higherIsBetter, select, true {highest} other {lowest}} <metricName>{metric}</metricName> in scenario <name>{scenario}</name> ({load})?',
    questionGates: '{count, plural, one {Does the gate hold?} other {Do all # gates hold?}}',
    answer:
      'Choose <name>{label}</name>: <metricName>{metric}</metricName> <b>{estimate}</b> vs baseline ({confidencePercent}% interval {lower} to {upper}){tied, plural, =0 {} one {; # other is tied with it} other {; # others are tied with it}}.',
    figures: '<b>{value}</b> against {baselineValue} for the baseline.',
    untestedLabel: 'Not tested',
    costLabel: 'Cost',
    sureLabel: 'Evidence',
    butLabel: 'Limits',
    watchLabel: 'Caveats',
    invalidNothing: 'Nothing was measured. Fix the cause and run again.',
    invalidNext: 'The figures below are kept for finding the cause. Fix it and run again.',
    notExercisedNext:
      'More groups will not help: measure a scenario that exercises what the variants differ in.',
    noBaselineNext:
      'More groups will not help: fix the baseline, or choose another one, and run again.',
    noVariantNext:
      'More groups will not help: nothing but the baseline was measured. Mend what is not run, and run again.',
    tooSmallNext:
      'More groups will not help: the differences are too small against the noise here. Measure longer slices, on a quieter machine, or judge by another metric.',
    noConclusionNext:
      '{moreGroups, plural, =0 {Run more groups to narrow the intervals.} one {About # more group would probably decide it.} other {About # more groups would probably decide it.}}',
  },
  {
    choose: '选择 <name>{label}</name>。',
    chooseAmongTied: '选择 <name>{label}</name>；另有 {tiedCount} 个方案与之并列。',
    keepBaseline: '保留基线。',
    keepForNow: '未定：暂时保留基线。',
    noConclusion: '没有结论。',
    noConclusionYet: '尚无结论。',
    invalidRun: '没有结论：本次运行不可信。',
    scenarioOf: '场景 <name>{scenario}</name>，{load}。',
    difference:
      '<MetricName>{metric}</MetricName>为 <b>{value}</b>，基线为 {baselineValue}：相对基线 <b>{estimate}</b>，{confidencePercent}% 区间为 {lower} 至 {upper}。',
    differenceWithoutInterval:
      '<MetricName>{metric}</MetricName>为 <b>{value}</b>，基线为 {baselineValue}：相对基线 {estimate}，无区间。',
    nothingBetter:
      '没有方案在<metricName>{metric}</metricName>上被证明优于它；差异在 {margin} 以内视为等效。',
    sureBetter:
      '{confidencePercent}% 区间不包含零差异，来自 {groups} 组{launched, select, all {全新启动的进程} some {进程（除给定 URL 的服务外，均为全新启动）} other {测量，其间服务一直在运行}}。',
    sureGroups:
      '依据 {groups} 组{launched, select, all {全新启动的进程} some {进程（除给定 URL 的服务外，均为全新启动）} other {测量}}判定{launched, select, none {，其间服务一直在运行} other {}}。',
    sureChecks:
      '{warned, plural, =0 {运行的 {ok} 项检查全部通过。} other {运行的检查 {ok} 项通过，{warned} 项有警告。}}',
    butTied:
      '<name>{labels}</name> 在<metricName>{metric}</metricName>上与之并列：选运维最简单的那个。',
    butUntied: '没有其他方案与之并列。',
    butNotExercised: '该场景未用到，因此未判定：<name>{labels}</name>。',
    apart:
      '这两个数值是{estimator, select, pooled {全部请求合并的结果} other {各组的中位数}}，直接相除得到 {quotient}{isOpposite, select, true {（方向相反）} other {}}；差异则是在每一组内比较两者得出的。',
    butChosen: '它是从 {candidates} 个方案中选出的最佳者，因此其数值约高估 {excess}。',
    butChosenClosely: '它是从 {candidates} 个方案中选出的最佳者；由此造成的高估不到 0.1%。',
    butUndecided:
      '还有 {count} 个方案未定{moreGroups, plural, =0 {} other {：大约再运行 # 组即可判定}}{ofAll, plural, =0 {} other {；再运行 # 组还可判定其他场景}}。',
    butTooSmall:
      '有 {count} 个方案仍未定：与此处<metricName>{metric}</metricName>的噪声相比，差异太小，增加组数也无法判定。',
    butOtherScenario: '在场景 <name>{scenario}</name>（{load}）中，推荐的是 <name>{label}</name>。',
    butOtherScenarioOpen: '在场景 <name>{scenario}</name>（{load}）中没有可推荐的方案。',
    butOtherScenarioUndecided: '在场景 <name>{scenario}</name>（{load}）中尚无定论。',
    butPartial: '运行提前结束：计划 {groupsPlanned} 组，完成 {groupsRun} 组。',
    watchWorse:
      '它在<metricName>{metric}</metricName>上更差：<b>{estimate}</b>，区间为 {lower} 至 {upper}。',
    watchFailures: '并非所有请求都成功：成功 {share}，失败 {failed} 个。',
    watchWrongVariants: '<b>响应内容有误</b>：<name>{labels}</name>。',
    watchWrongBodies: '核对的 {checked} 个响应中，<b>{wrong}</b> 个内容有误。',
    watchConfiguration: '配置未得到确认：<name>{labels}</name>。',
    watchVoid: '{voidGroups} 组作废、未计入；原因见“各组”。',
    watchNotRun: '{count} 个方案未运行；原因见表格。',
    watchMore: '另有 {count} 条提示见报告下文。',
    watchNothing: '未测得不足之处。',
    watchNotTested: '未测试故障时的表现。',
    untestedCombinations:
      '各水平共有 {possible} 种组合，测量了 {measured} 种；其余组合的效果可能不同。',
    question:
      '场景 <name>{scenario}</name>，{load}：哪个方案的<metricName>{metric}</metricName>最{higherIsBetter, select, true {高} other {低}}？',
    questionGates: '{count, plural, one {门禁是否通过？} other {# 项门禁是否全部通过？}}',
    answer:
      '选择 <name>{label}</name>：<metricName>{metric}</metricName>相对基线 <b>{estimate}</b>（{confidencePercent}% 区间为 {lower} 至 {upper}）{tied, plural, =0 {} other {；另有 # 个方案与之并列}}。',
    figures: '<b>{value}</b>，基线为 {baselineValue}。',
    untestedLabel: '未测试',
    costLabel: '成本',
    sureLabel: '依据',
    butLabel: '局限',
    watchLabel: '注意事项',
    invalidNothing: '没有测得任何数据。请排除原因后重新运行。',
    invalidNext: '以下数据仅供查找原因。请排除问题后重新运行。',
    notExercisedNext: '增加组数无济于事：请测量用到各方案不同之处的场景。',
    noBaselineNext: '增加组数无济于事：请修好基线或另选基线，再重新运行。',
    noVariantNext: '增加组数无济于事：除基线外没有测量任何方案。请修好未运行的方案，再重新运行。',
    tooSmallNext:
      '增加组数无济于事：与此处的噪声相比，差异太小。请加长测量片段、换用更安静的机器，或改用其他指标判定。',
    noConclusionNext:
      '{moreGroups, plural, =0 {请运行更多组以缩小区间。} other {大约再运行 # 组即可判定。}}',
  },
);
