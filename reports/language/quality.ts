// What the data are like after the load.
import { defineMessages } from '../document/messages/define.ts';

export const quality = defineMessages(
  {
    title: 'Data quality',
    none: 'This run read nothing from the data after the load. To see what they are like, add <code>quality</code> to the config.',
    reading:
      'Read from the data of each variant once the load of a group is over; mean of the groups with its 95% interval. Differences to the baseline are paired within groups and corrected for all of them (sign flips of whole groups), so that from 6 groups on one can count; those of shares are in percentage points.',
    rulesHold:
      '{rules, plural, one {The rule holds} other {All {rules} rules hold}} in all data that were read.',
    rulesBroken:
      '{broken, plural, one {One rule is} other {{broken} rules are}} broken: wrong data beats any speed.',
    broken:
      '<name>{label}</name> breaks <name>{rule}</name>: {violations, plural, one {# row} other {# rows}} in {groups, plural, one {# group} other {# groups}}.',
    unread:
      'The data of <name>{label}</name> were not read in {unread, plural, one {# group} other {# groups}}.',
    changed:
      '{better, plural, =0 {} one {One figure is better than the baseline’s.} other {{better} figures are better than the baseline’s.}}',
    wrongData: 'Wrong data',
    measure: 'Measure',
    about: 'About',
    value: 'Mean',
    interval: '95% interval',
    groups: 'Groups',
    dimension: {
      completeness: 'completeness',
      validity: 'validity',
      uniqueness: 'uniqueness',
      accuracy: 'accuracy',
      consistency: 'consistency',
      timeliness: 'timeliness',
      trust: 'source trust',
    },
    verdict: { better: 'better', worse: 'worse', inconclusive: 'not significant', same: 'same' },
  },
  {
    title: '数据质量',
    none: '本次运行没有在负载后读取数据。如需了解数据状况，请在配置中加入 <code>quality</code>。',
    reading:
      '每组负载结束后，从各方案自己的数据中读取；取各组均值及其 95% 置信区间。与基线之差在组内配对，并对所有比较作校正（整组翻转符号），因此从 6 组起差异才可能显著；比例之差以百分点计。',
    rulesHold: '在读到的全部数据中，{rules} 条规则均成立。',
    rulesBroken: '有 {broken} 条规则被违反：数据错误高于一切速度。',
    broken: '<name>{label}</name> 违反规则 <name>{rule}</name>：{groups} 组中共 {violations} 行。',
    unread: '<name>{label}</name> 有 {unread} 组的数据未能读取。',
    changed: '{better, plural, =0 {} other {有 {better} 项指标优于基线。}}',
    wrongData: '数据有误',
    measure: '指标',
    about: '维度',
    value: '均值',
    interval: '95% 置信区间',
    groups: '组数',
    dimension: {
      completeness: '完整性',
      validity: '有效性',
      uniqueness: '唯一性',
      accuracy: '准确性',
      consistency: '一致性',
      timeliness: '时效性',
      trust: '来源可信度',
    },
    verdict: { better: '更好', worse: '更差', inconclusive: '不显著', same: '相同' },
  },
);
