// A tour: what each claim came to, for whom, at which cost, and what has no result.
import { defineMessages } from '../document/messages/define.ts';

export const tour = defineMessages(
  {
    summary:
      '{measured} of {all, plural, one {# claim} other {# claims}} tested{measured, plural, =0 {} other {: <phrases>{counts}</phrases>}}.',
    counted: {
      better: '{count} shown to help',
      equivalent: '{count} without a difference',
      worse: '{count} shown to harm',
      undecided: '{count} undecided',
      'not-exercised': '{count} not exercised',
      'not-run': '{count} without a comparison',
      invalid: '{count} invalid',
      'wrong-data': '{count} with wrong data',
    },
    without: '{count} without a result',
    spent:
      'Measured in <elapsed>{spentMs}</elapsed> of <elapsed>{budgetMs}</elapsed>{isQuick, select, true {, in the short form} other {}}.',
    quickCaveat:
      'A quick tour has short loads and few groups: it finds large differences only. Run the whole tour before you decide.',
    better:
      '<name>{label}</name>: <metricName>{metric}</metricName> <b>{estimate}</b>{lower, select, none {} other { ({confidencePercent}% interval {lower} to {upper})}} against <name>{baseline}</name>, in <name>{scenario}</name>.',
    worse:
      'Worse. <name>{label}</name>: <metricName>{metric}</metricName> <b>{estimate}</b>{lower, select, none {} other { ({confidencePercent}% interval {lower} to {upper})}} against <name>{baseline}</name>, in <name>{scenario}</name>.',
    equivalent:
      'No difference found within ±{margin}: <metricName>{metric}</metricName> of <name>{label}</name> against <name>{baseline}</name>, in <name>{scenario}</name>.',
    undecided:
      'Undecided after {groups, plural, one {# group} other {# groups}}: <metricName>{metric}</metricName> of <name>{label}</name> against <name>{baseline}</name>, in <name>{scenario}</name>.',
    undecidedAlone: 'Undecided: the baseline cannot be relied on.',
    notExercised: 'No verdict: no scenario exercises what the variants differ in.',
    notRun: 'No verdict: nothing was compared.',
    invalid: 'No conclusion: its run is invalid.',
    wrongData: 'No conclusion: responses or data were wrong.',
    faultsBetter:
      'More users served than with <name>{baseline}</name> under {count, plural, one {# fault} other {# faults}} of {all}: <name>{labels}</name>.',
    faultsWorse:
      'Fewer users served than with <name>{baseline}</name> under {count, plural, one {# fault} other {# faults}} of {all}: <name>{labels}</name>.',
    faultsUndecided:
      'Undecided: no difference to <name>{baseline}</name> was shown {all, plural, one {under the fault} other {under any of the # faults}}.',
    noResult: {
      failed: 'No result: its run failed.',
      'left-out': 'No result: left out.',
      pending: 'No result yet.',
      'not-measured': 'Not measured.',
      measured: 'No result.',
      partial: 'No result.',
    },
    chapter: 'Chapter',
    finding: 'Finding',
    overviewTitle: 'All claims',
    claimLabel: 'Claimed',
    effectLabel: 'Measured',
    costLabel: 'Cost',
    holdsLabel: 'Holds for',
    elsewhereLabel: 'Other scenarios and loads',
    caveatLabel: 'Caveats',
    reasonLabel: 'Why there is no result',
    effectFigures:
      '<MetricName>{metric}</MetricName> <b>{value}</b>, against {baselineValue} with <name>{baseline}</name>.',
    cost: '<MetricName>{metric}</MetricName> <b>{estimate}</b> {interval}: {value} against {baselineValue} ({verdict}).',
    noCost: 'Nothing of it was compared.',
    noDisk: 'Disk space was not measured.',
    holds:
      'Scenario <name>{scenario}</name>, {load}; {groups, plural, one {# valid group} other {# valid groups}} of freshly started processes.',
    holdsFaults:
      'Scenario <name>{scenario}</name>{rate, select, none {} other {, {rate} arrivals a second}}; {groups, plural, one {# group} other {# groups}} of fresh processes for each variant and fault.',
    host: 'Host: {cpu} × {count}.',
    data: 'Data: {data}',
    row: '<name>{scenario}</name>, {load}: {what}',
    rowBetter: '<name>{label}</name> better, <b>{estimate}</b> {interval}',
    rowWorse: '<name>{label}</name> worse, <b>{estimate}</b> {interval}',
    rowWord: {
      equivalent: 'no difference found within ±{margin}',
      undecided: 'undecided',
      'not-exercised': 'not exercised by this scenario',
      'not-run': 'nothing was compared',
      'wrong-data': 'wrong responses',
    },
    partOfGroups:
      'The time held {held} of the {wanted, plural, one {# group} other {# groups}} that the chapter asks for.',
    partial: 'Its run was cut off: the figures are of the groups that had ended.',
    tooSmall: 'The difference is too small against the noise here to be decided by more groups.',
    moreGroups: 'About {count, plural, one {# more group} other {# more groups}} would decide it.',
    variantsNotExercised: 'Not exercised, so not judged: <name>{labels}</name>.',
    variantsNotRun: 'Not run: <name>{labels}</name>.',
    variantsWrong: '<b>Wrong responses</b>: <name>{labels}</name>.',
    report: 'Report of the run',
    noReport: 'Its run has no report yet.',
    tableOf: 'Variants in <name>{scenario}</name>, {load}',
    survivors: 'Share of good requests from the injection on, best first: {ranks}.',
    survivor: '<name>{label}</name> {share}{interval}',
    difference: 'Good requests, difference to the baseline',
    fault: 'Fault',
    sourceOf: 'Source: {source}',
    readingTitle: 'How to read this',
    reading:
      'Each chapter has a run of its own: its variants were started side by side, and compared with the baseline of the chapter. Effects of different chapters have different baselines, so they are neither added nor ranked. A verdict is taken from the run as it stands; a chapter without a result says why.',
  },
  {
    summary:
      '{all} 条说法中检验了 {measured} 条{measured, plural, =0 {} other {：<phrases>{counts}</phrases>}}。',
    counted: {
      better: '{count} 条证实有益',
      equivalent: '{count} 条没有差异',
      worse: '{count} 条证实有害',
      undecided: '{count} 条未定',
      'not-exercised': '{count} 条未用到',
      'not-run': '{count} 条没有比较',
      invalid: '{count} 条无效',
      'wrong-data': '{count} 条数据错误',
    },
    without: '{count} 条没有结果',
    spent:
      '测量用时 <elapsed>{spentMs}</elapsed>，时间上限 <elapsed>{budgetMs}</elapsed>{isQuick, select, true {，快速形式} other {}}。',
    quickCaveat: '快速形式加压时间短、组数少，只能发现较大的差异。作决定之前请运行完整形式。',
    better:
      '<name>{label}</name>：与 <name>{baseline}</name> 相比，<metricName>{metric}</metricName> <b>{estimate}</b>{lower, select, none {} other {（{confidencePercent}% 区间 {lower} 至 {upper}）}}，场景 <name>{scenario}</name>。',
    worse:
      '更差。<name>{label}</name>：与 <name>{baseline}</name> 相比，<metricName>{metric}</metricName> <b>{estimate}</b>{lower, select, none {} other {（{confidencePercent}% 区间 {lower} 至 {upper}）}}，场景 <name>{scenario}</name>。',
    equivalent:
      '在 ±{margin} 以内没有发现差异：<name>{label}</name> 与 <name>{baseline}</name> 的<metricName>{metric}</metricName>，场景 <name>{scenario}</name>。',
    undecided:
      '{groups} 组之后仍未定：<name>{label}</name> 与 <name>{baseline}</name> 的<metricName>{metric}</metricName>，场景 <name>{scenario}</name>。',
    undecidedAlone: '未定：基线本身不可靠。',
    notExercised: '没有结论：没有场景用到各方案的不同之处。',
    notRun: '没有结论：没有作任何比较。',
    invalid: '没有结论：该次运行无效。',
    wrongData: '没有结论：响应或数据有误。',
    faultsBetter:
      '在 {all} 种故障中的 {count} 种下，比 <name>{baseline}</name> 服务了更多用户：<name>{labels}</name>。',
    faultsWorse:
      '在 {all} 种故障中的 {count} 种下，比 <name>{baseline}</name> 服务的用户更少：<name>{labels}</name>。',
    faultsUndecided: '未定：在 {all} 种故障下都没有证实与 <name>{baseline}</name> 有差异。',
    noResult: {
      failed: '没有结果：运行失败。',
      'left-out': '没有结果：时间不够，未运行。',
      pending: '尚无结果。',
      'not-measured': '未测量。',
      measured: '没有结果。',
      partial: '没有结果。',
    },
    chapter: '章',
    finding: '结论',
    overviewTitle: '全部说法',
    claimLabel: '说法',
    effectLabel: '实测',
    costLabel: '代价',
    holdsLabel: '适用范围',
    elsewhereLabel: '其他场景和负载',
    caveatLabel: '注意事项',
    reasonLabel: '没有结果的原因',
    effectFigures:
      '<MetricName>{metric}</MetricName>为 <b>{value}</b>，<name>{baseline}</name> 为 {baselineValue}。',
    cost: '<MetricName>{metric}</MetricName> <b>{estimate}</b> {interval}：{value}，基线 {baselineValue}（{verdict}）。',
    noCost: '没有可比较的数据。',
    noDisk: '未测量磁盘空间。',
    holds: '场景 <name>{scenario}</name>，{load}；{groups} 个有效组，每组重新启动进程。',
    holdsFaults:
      '场景 <name>{scenario}</name>{rate, select, none {} other {，每秒到达 {rate} 个请求}}；每个方案和故障各 {groups} 组，每组重新启动进程。',
    host: '主机：{cpu} × {count}。',
    data: '数据：{data}',
    row: '<name>{scenario}</name>，{load}：{what}',
    rowBetter: '<name>{label}</name> 更好，<b>{estimate}</b> {interval}',
    rowWorse: '<name>{label}</name> 更差，<b>{estimate}</b> {interval}',
    rowWord: {
      equivalent: '在 ±{margin} 以内没有发现差异',
      undecided: '未定',
      'not-exercised': '该场景未用到',
      'not-run': '没有作任何比较',
      'wrong-data': '响应有误',
    },
    partOfGroups: '该章需要 {wanted} 组，时间只够 {held} 组。',
    partial: '运行被中断：数值只来自已结束的组。',
    tooSmall: '与此处的噪声相比，差异太小，增加组数也无法判定。',
    moreGroups: '大约再有 {count} 组即可判定。',
    variantsNotExercised: '未用到，因此未判定：<name>{labels}</name>。',
    variantsNotRun: '未运行：<name>{labels}</name>。',
    variantsWrong: '<b>响应有误</b>：<name>{labels}</name>。',
    report: '该次运行的报告',
    noReport: '该次运行尚无报告。',
    tableOf: '<name>{scenario}</name> 中的各方案，{load}',
    survivors: '自注入故障起，正常响应的请求所占比例，由高到低：{ranks}。',
    survivor: '<name>{label}</name> {share}{interval}',
    difference: '正常响应的请求，与基线之差',
    fault: '故障',
    sourceOf: '出处：{source}',
    readingTitle: '如何阅读',
    reading:
      '每一章都是一次独立的运行：各方案并列启动，与该章的基线比较。不同章的基线不同，因此各章的效果既不相加，也不排名。结论直接取自该次运行；没有结果的章会说明原因。',
  },
);
