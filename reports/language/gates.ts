// The rules of the config.
import { defineMessages } from '../document/messages/define.ts';

export const gates = defineMessages(
  {
    title: 'Gates',
    headline: {
      pass: 'PASS: {facts}.',
      fail: 'FAIL: {facts}. {count} of {total} {total, plural, =1 {gate} other {gates}} failed.',
      inconclusive:
        'INCONCLUSIVE: {facts}, which the data do not decide. {count} of {total} {total, plural, =1 {gate} other {gates}} undecided.',
      error:
        'NOT JUDGED: {subject}; {count} of {total} {total, plural, =1 {gate} other {gates}} could not be judged.',
    },
    headlineAllPass: 'PASS: all {total} gates passed. Closest to its limit: {facts}.',
    headlineNotExercised:
      'INCONCLUSIVE: <name>{label}</name> is not exercised by <name>{scenario}</name>, so it cannot be judged. {count} of {total} {total, plural, =1 {gate} other {gates}} undecided.',
    subject: '<metricName>{metric}</metricName> of <name>{label}</name>',
    facts:
      '{subject} {metric, select, wrongBodies {are} other {is}} {value}{comparedWith, select, baseline { against the baseline} variant { against {reference}} other {}}; required: {limit}',
    withoutFigure: 'without a figure',
    theBaseline: 'the baseline',
    counts: '<clauses>{counts}</clauses>.',
    count: '<b>{count}</b> {status}',
    none: 'This run has no gates. To have a rule such as “p99 at most 5% worse” checked, add <code>gates</code> to the config, then <code>npx loadstone run</code> and <code>npx loadstone gate</code>.',
    reading:
      'A gate passes or fails where its interval lies on one side of the limit, or by the groups that break it; otherwise it is undecided. Detectable: the smallest change that this many groups would detect.',
    bounds:
      'Bounds of gates that compare: one end is that of a <b>{fail}</b> confidence interval, which decides on a fail, the other that of a <b>{pass}</b> one, which decides on a pass. Intervals in the tables of variants have a confidence of their own.',
    boundsOfLimits: 'Bounds of a limit: the 95% confidence interval of the typical group.',
    passed: '{count} passed',
    cut: 'Shown: {shown} of {total}; all of them are in <code>result.json</code>.',
    gate: 'Gate',
    scenario: 'Scenario',
    outcomeColumn: 'Outcome',
    measured: 'Measured',
    mustBe: 'Must be',
    outcome: {
      better: 'better',
      equivalent: 'equivalent',
      'worse-within-tolerance': 'worse, within tolerance',
      'within-limit': 'within the limit',
      regression: 'regression',
      'over-limit': 'limit broken',
      undecided: 'undecided',
      undecidable: 'cannot be decided',
      'not-exercised': 'not exercised by this scenario',
      'not-run': 'not run',
      'invalid-run': 'not judged: invalid run',
    },
    status: {
      pass: 'passed',
      fail: 'failed',
      inconclusive: 'undecided',
      error: 'not judged',
    },
    metric:
      '{metric}{comparedWith, select, baseline { against the baseline} variant { against {reference}} other {}}',
    limit: '{isAtMost, select, true {at most} other {at least}} {figure}',
    launchesBelow: {
      groups:
        '{broken}\u00a0of\u00a0{count, plural, one {#\u00a0group} other {#\u00a0groups}}\u00a0below',
      epochs:
        '{broken}\u00a0of\u00a0{count, plural, one {#\u00a0epoch} other {#\u00a0epochs}}\u00a0below',
    },
    allPassed: '{total, plural, =1 {the gate passed} other {all # gates passed}}',
    counted: '<phrases>{counts}</phrases>',
    countOfAll: '{count} of {total, plural, one {# gate} other {# gates}} {status}',
    countAlone: '{count} {status}',
    place: '<name>{scenario}</name>',
    placeUnder: '<name>{scenario}</name> ({load})',
  },
  {
    title: '门禁',
    headline: {
      pass: '通过：{facts}。',
      fail: '不通过：{facts}。{total} 项门禁中 {count} 项不通过。',
      inconclusive: '未定：{facts}，数据不足以判定。{total} 项门禁中 {count} 项未定。',
      error: '未判定：{subject}；{total} 项门禁中 {count} 项无法判定。',
    },
    headlineAllPass: '通过：{total} 项门禁全部通过。最接近限值的是：{facts}。',
    headlineNotExercised:
      '未定：场景 <name>{scenario}</name> 没有用到 <name>{label}</name> 与基线的不同之处，因此无从判定。{total} 项门禁中 {count} 项未定。',
    subject: '<name>{label}</name> 的<MetricName>{metric}</MetricName>',
    facts:
      '{subject}{comparedWith, select, baseline {相对基线} variant {相对 {reference} } other {}}为 {value}，要求{limit}',
    withoutFigure: '未测得',
    theBaseline: '与基线相同',
    counts: '<clauses>{counts}</clauses>。',
    count: '<b>{count}</b> 项{status}',
    none: '本次运行没有门禁。如需检查“p99 最多变差 5%”这类规则，请在配置中加入 <code>gates</code>，再运行 <code>npx loadstone run</code> 和 <code>npx loadstone gate</code>。',
    reading:
      '区间完全在限值一侧，或按超出限值的组数，门禁才算通过或不通过；否则为未定。可检出：以这样的组数所能检出的最小变化。',
    bounds:
      '比较类门禁的区间：一端取自 <b>{fail}</b> 置信区间，用于判定不通过；另一端取自 <b>{pass}</b> 置信区间，用于判定通过。各方案表格中的区间另有置信度。',
    boundsOfLimits: '限值类门禁的区间：典型组的 95% 置信区间。',
    passed: '{count} 项通过',
    cut: '显示 {shown} / {total} 项，全部见 <code>result.json</code>。',
    gate: '门禁',
    scenario: '场景',
    outcomeColumn: '结果',
    measured: '测得',
    mustBe: '要求',
    outcome: {
      better: '更好',
      equivalent: '等效',
      'worse-within-tolerance': '更差，在容差内',
      'within-limit': '在限值内',
      regression: '退化',
      'over-limit': '超出限值',
      undecided: '未定',
      undecidable: '无法确定',
      'not-exercised': '该场景未用到',
      'not-run': '未运行',
      'invalid-run': '未判定：运行无效',
    },
    status: {
      pass: '通过',
      fail: '未通过',
      inconclusive: '未定',
      error: '未判定',
    },
    metric:
      '{metric}{comparedWith, select, baseline {，相对基线} variant {，相对 {reference}} other {}}',
    limit: '{isAtMost, select, true {最多} other {至少}} {figure}',
    launchesBelow: {
      groups: '{count}\u00a0组中\u00a0{broken}\u00a0组低于限值',
      epochs: '{count}\u00a0个时段中\u00a0{broken}\u00a0个低于限值',
    },
    allPassed: '{total, plural, =1 {门禁通过} other {# 项门禁全部通过}}',
    counted: '<phrases>{counts}</phrases>',
    countOfAll: '{total} 项门禁中 {count} 项{status}',
    countAlone: '{count} 项{status}',
    place: '<name>{scenario}</name>',
    placeUnder: '<name>{scenario}</name>（{load}）',
  },
);
