// What stands behind the comparisons.
import { defineMessages } from '../document/messages/define.ts';

export const evidence = defineMessages(
  {
    lookedOnce:
      'Tested once, after {groups, plural, one {# group} other {# groups}}, at a {overall} error rate. {stop}',
    notLookedYet:
      'No interim test was due yet after {groups, plural, one {# group} other {# groups}}. {stop}',
    lookedAfter:
      'Tested after {looks} {last, plural, =1 {group} other {groups}}, each time at a {nominal} error rate, so that the overall error rate is {overall}. {stop}',
    lookedAnytime:
      'Tested after every group, {groups, plural, one {# group} other {# groups}} in all; the intervals hold at any time, at an overall error rate of {overall} ({nominal} per comparison). {stop}',
    stop: {
      'all-decided': 'It stopped because nothing was left to decide.',
      groups: 'It stopped because all planned groups were run.',
      budget: 'It stopped because its time budget was spent.',
      interrupted: 'It was interrupted.',
      'not-ended': 'It has not ended yet.',
    },
    stopFitted:
      'It stopped after the number of groups that fit its time budget of <elapsed>{budgetMs}</elapsed>.',
    scopeEpochs:
      'Intervals cover {epochs, plural, one {# epoch} other {# epochs}} ({groups, plural, one {# group} other {# groups}} within <elapsed>{spanMs}</elapsed>): each epoch counts once.',
    scopeLaunches:
      '{launched, select, all {Intervals cover launches of this run on this machine} some {Intervals cover launches of this run, but none of the services at a given URL} other {Intervals cover groups of this run: the services ran on, so how much launches differ is not in them}}; another occasion may differ by more (<code>--epochs</code>).{epochs, plural, =0 {} =1 {} other { It has # epochs; from 3 on, intervals cover epochs.}}',
    stoppedByBudget: 'stopped by the time budget',
    stoppedFitted: 'as many as fit the budget of <elapsed>{budgetMs}</elapsed>',
    decidedAfter: 'decided after {groups}',
    decidedAtTest: 'decided at the test after {groups}',
    cheaper:
      '<name>{label}</name> is tied with it in <metricName>{primary}</metricName> and shown to {isPriced, select, true {cost less} other {need less CPU per request}}: choose it unless something else speaks against it.',
    corrected:
      '<name>{labels}</name>: the interval excludes zero difference, but it is not significant after correction for multiple comparisons (Holm), so it stays undecided.',
    correctedNote:
      'the interval alone would decide (p {raw}); corrected for all comparisons p is {adjusted}, above {limit}',
    title: 'Evidence: p-values, detectable effects, adjusted ratios',
    reading:
      'For <metricName>{metric}</metricName>. A difference counts where the p-value corrected for all primary comparisons (Holm) is at most {limit}. “Detectable” is the smallest slowdown that this many groups detect four times out of five.',
    readingAnytime:
      'For <metricName>{metric}</metricName>. The intervals hold at any time, so there are no p-values. “Detectable” is the smallest slowdown that this many groups detect four times out of five.',
    foreignReading:
      '“Adjusted for other programs’ CPU” removes what their CPU time explains; where it disagrees with the raw difference, the machine was not quiet.',
    pValue: 'p',
    adjusted: 'p, corrected',
    leastDetectable: 'Detectable',
    foreignAdjusted: 'Adjusted for other programs’ CPU',
    method: 'Method',
    methodName: {
      'hodges-lehmann': 'Hodges–Lehmann',
      t: 't',
      'confidence-sequence': 'confidence sequence',
      none: 'none',
    },
    elsewhere:
      'With this many variants only that of the verdict’s scenario is shown; <code>result.json</code> has the rest.',
    pairTitle: 'Every variant against every other',
    pairCorner: 'row against column',
    pairReading:
      'Difference of the row to the column in <metricName>{metric}</metricName>, for readers with another baseline. ▲ better and ▼ worse hold for all pairs together (Holm); dim ones are undecided or equivalent.',
    overallTitle: 'Over all scenarios',
    overallReading:
      'Against the baseline under {load}: the mean of <name>{scenarios}</name> with equal weights. A gain in one can hide a loss in another: look at each below.',
    voidGroups:
      '{count, plural, =1 {Group {groups} is void: {reason}} other {{count, plural, one {# group} other {# groups}} are void ({groups}){figuresOf, select, none {} other {, for a reason like that of group {figuresOf}}}: {reason}}}',
  },
  {
    lookedOnce: '第 {groups} 组结束后检验一次，错误率为 {overall}。{stop}',
    notLookedYet: '已完成 {groups} 组，尚未到检验时机。{stop}',
    lookedAfter:
      '第 <commas>{looks}</commas> 组结束后检验，每次的错误率为 {nominal}，总错误率为 {overall}。{stop}',
    lookedAnytime:
      '每组结束后都检验，共 {groups} 组；区间在任何时刻都成立，总错误率为 {overall}（每项比较 {nominal}）。{stop}',
    stop: {
      'all-decided': '没有尚待判定的比较，因此停止。',
      groups: '计划的组已全部运行，因此停止。',
      budget: '时间预算已用完，因此停止。',
      interrupted: '运行被中断。',
      'not-ended': '运行尚未结束。',
    },
    stopFitted: '已运行时间预算（<elapsed>{budgetMs}</elapsed>）内所能完成的组，因此停止。',
    scopeEpochs:
      '区间以时段为单位：共 {epochs} 个时段（{groups} 组，历时 <elapsed>{spanMs}</elapsed>），每个时段计一次。',
    scopeLaunches:
      '{launched, select, all {区间只涵盖本机本次运行的各次启动} some {区间涵盖本次运行的各次启动，但不含给定 URL 的服务} other {区间只涵盖本次运行的各组：服务一直在运行，启动之间的差别不在其中}}；换一个时段，差别可能更大（<code>--epochs</code>）。{epochs, plural, =0 {} =1 {} other {本次共 # 个时段；满 3 个时段后，区间以时段为单位。}}',
    stoppedByBudget: '因时间预算停止',
    stoppedFitted: '时间预算 <elapsed>{budgetMs}</elapsed> 内所能完成的组',
    decidedAfter: '{groups} 组后确定',
    decidedAtTest: '在第 {groups} 组的检验时确定',
    cheaper:
      '<name>{label}</name> 在<metricName>{primary}</metricName>上与之并列，并被证明{isPriced, select, true {成本更低} other {每请求 CPU 更少}}：若无其他理由，选它。',
    corrected:
      '<name>{labels}</name>：区间不包含零差异，但经多重比较校正（Holm）后不再显著，因此仍为未定。',
    correctedNote: '单看区间可以判定（p {raw}）；经多重比较校正后 p 为 {adjusted}，高于 {limit}',
    title: '依据：p 值、可检出的差异、校正后的比值',
    reading:
      '针对<metricName>{metric}</metricName>。按全部主要比较校正（Holm）后的 p 值不超过 {limit} 时，差异才算数。“可检出”指以这样的组数，五次中有四次能检出的最小变慢。',
    readingAnytime:
      '针对<metricName>{metric}</metricName>。区间在任何时刻都成立，因此没有 p 值。“可检出”指以这样的组数，五次中有四次能检出的最小变慢。',
    foreignReading:
      '“按其他程序的 CPU 校正”一列去除了其 CPU 时间所能解释的部分；若与原差异不符，说明机器不够安静。',
    pValue: 'p 值',
    adjusted: '校正后 p 值',
    leastDetectable: '可检出',
    foreignAdjusted: '按其他程序的 CPU 校正',
    method: '方法',
    methodName: {
      'hodges-lehmann': 'Hodges–Lehmann',
      t: 't',
      'confidence-sequence': '置信序列',
      none: '无',
    },
    elsewhere: '方案较多时只显示结论所在的场景；其余见 <code>result.json</code>。',
    pairTitle: '所有方案两两比较',
    pairCorner: '行相对于列',
    pairReading:
      '行相对于列在<metricName>{metric}</metricName>上的差异，供以其他方案为基线的读者使用。▲ 更好与 ▼ 更差对全部配对同时成立（Holm）；浅色表示未定或等效。',
    overallTitle: '全部场景合计',
    overallReading:
      '{load}，相对基线，为 <name>{scenarios}</name> 的平均，各场景权重相同。一处的收益可能掩盖另一处的损失：请逐一查看下文。',
    voidGroups:
      '{count, plural, =1 {第 {groups} 组作废：{reason}} other {{count} 组作废（{groups}）{figuresOf, select, none {} other {，原因相近，以第 {figuresOf} 组为例}}：{reason}}}',
  },
);
