// The effects of factors and how they depend on each other.
import { defineMessages } from '../document/messages/define.ts';

export const effects = defineMessages(
  {
    title: 'Effects of the factors',
    finding: '<clauses>{shares}</clauses>.',
    explains: '<name>{label}</name> explains <b>{share}</b> of the variation',
    explainsToo: '<name>{label}</name> {share}',
    nothingReal: 'No factor has a significant effect.',
    independent:
      'No interaction is significant: so far, each factor can be read by itself. The least certain is <name>{label}</name>, {bounds}; if that is too wide, run more groups.',
    dependent:
      '<name>{factors}</name> depend on each other: an effect averaged over the other factor misleads, so read them together.',
    deeper:
      'To see how <name>{factors}</name> depend on each other, read all of them together: the table has every combination.',
    simple:
      '<name>{factor}</name> <name>{to}</name> instead of <name>{from}</name>, <metricName>{metric}</metricName>: <clauses>{parts}</clauses>.',
    realPart: '<b>{ratio}</b> with <name>{given}</name>',
    openPart: '{ratio} with <name>{given}</name> (not significant)',
    more: '{count, plural, one {# more change that depends} other {# more changes that depend}} on another factor: see the HTML report’s tables.',
    aliased:
      '<name>{label}</name> is aliased with <name>{aliases}</name> in this fraction: use the design <code>full</code> to separate them.',
    averaged: '* An average over a factor that it depends on.',
    noise:
      'From {groups, plural, one {# group} other {# groups}} that hold every combination. Noise is {error} of the variation inside the groups; the drift of the machine between them, {drift} of the whole, is removed.',
    reading:
      'Each dot is a multiple of <metricName>{metric}</metricName> ({higherIsBetter, select, true {further right is better} other {further left is better}}), the line is its interval; a hollow dot is not significant. An interaction (×) says how many times larger the effect of the one factor becomes at the other level of the other.',
    noDesign:
      "Which factors matter, and whether they depend on each other, shows only where their levels are crossed. To see it, set <code>design: ''full''</code> (or <code>design: ''fraction''</code> for four switches and more) in the config or a preset, with three groups or more.",
    incomplete:
      'Too few groups hold every combination of levels, so the effects cannot be separated: see the warnings, provide what was missing, and run more groups.',
    effect: 'Effect',
    share: 'Variation',
    ratio: 'Ratio',
    readColumn: 'How to read it',
    real: 'real',
    notTold: 'not significant',
    notExercised: 'not exercised by this scenario',
    dependsOn: 'an average: depends on <commas>{factors}</commas>',
    axis: 'ratio of <metricName>{metric}</metricName> (log scale)',
    drawnOnly:
      'Drawn: {drawn} of {total}, the strongest of each interaction; all are in the table.',
    interactionTitle: 'How {factors} depend on each other',
    interactionReading:
      'Without an interaction the lines would be level. Bars are intervals; at 1× there is no effect.',
    panel: 'effect of {factor} (instead of {from}), by {other}',
    change: 'Change',
    given: 'With',
  },
  {
    title: '因素的影响',
    finding: '<clauses>{shares}</clauses>。',
    explains: '<name>{label}</name> 解释了 <b>{share}</b> 的差异',
    explainsToo: '<name>{label}</name> 解释了 {share}',
    nothingReal: '没有任何因素的影响显著。',
    independent:
      '没有显著的交互作用：就此而言，各因素可以单独解读。最不确定的是 <name>{label}</name>，{bounds}；若嫌太宽，请增加组数。',
    dependent: '<name>{factors}</name> 相互依赖：按另一因素平均后的影响会误导，须一起解读。',
    deeper: '<name>{factors}</name> 之间如何依赖，须同时看所有这些因素：各种组合见表格。',
    simple:
      '<name>{factor}</name> 由 <name>{from}</name> 改为 <name>{to}</name>，<MetricName>{metric}</MetricName>变为：<clauses>{parts}</clauses>。',
    realPart: '<name>{given}</name> 时为 <b>{ratio}</b>',
    openPart: '<name>{given}</name> 时为 {ratio}（与无影响无显著差异）',
    more: '另有 {count} 项改变取决于其他因素：见 HTML 报告中的表格。',
    aliased:
      '在这个部分析因设计中，<name>{label}</name> 与 <name>{aliases}</name> 无法区分：需用 <code>full</code> 设计才能分清。',
    averaged: '* 仅为平均：它取决于另一因素。',
    noise:
      '依据 {groups} 个包含全部组合的组。组内差异中噪声占 {error}；组间的机器漂移占总差异的 {drift}，已另行剔除。',
    reading:
      '圆点为<metricName>{metric}</metricName>的倍数（{higherIsBetter, select, true {越靠右越好} other {越靠左越好}}），线段为区间；空心圆点表示与无影响无显著差异。交互作用（×）表示一个因素的影响在另一因素的另一水平上变为几倍。',
    noDesign:
      "哪些因素重要、它们是否相互依赖，只有把各水平交叉组合才能看出。请在配置或预设中设置 <code>design: ''full''</code>（四个以上两水平因素可用 <code>design: ''fraction''</code>），并至少运行三组。",
    incomplete: '包含全部水平组合的组太少，无法分清各影响：请看警告，补齐所缺并增加组数。',
    effect: '影响',
    share: '占差异',
    ratio: '倍数',
    readColumn: '如何解读',
    real: '确有影响',
    notTold: '与无影响无显著差异',
    notExercised: '该场景未用到',
    dependsOn: '仅为平均：取决于 <commas>{factors}</commas>',
    axis: '<MetricName>{metric}</MetricName>的倍数（对数坐标）',
    drawnOnly: '图中为 {drawn} / {total} 项，各交互作用只取最强的；全部见表格。',
    interactionTitle: '{factors} 如何相互依赖',
    interactionReading: '若无交互作用，线应是水平的。竖线为区间；1× 表示无影响。',
    panel: '{factor} 的影响（相对 {from}），按 {other} 分',
    change: '改变',
    given: '条件',
  },
);
