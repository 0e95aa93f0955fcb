// What the outputs for CI say first of a comparison.
import { defineMessages } from '../document/messages/define.ts';

export const findings = defineMessages(
  {
    gate: '<name>{gate}</name> in {place}: {outcome} for <name>{label}</name>{hasOthers, select, true {, also for <name>{others}</name>} other {}}. {told}',
    change:
      '<name>{label}</name> is {kind, select, worse {worse} other {better}} than the baseline in {place}.',
    changeBy:
      '<name>{label}</name> is {kind, select, worse {worse} other {better}} than the baseline in {place}: <metricName>{metric}</metricName> <b>{estimate}</b>{hasInterval, select, true {, {confidencePercent}% interval {interval}} other {}}.',
    wrong:
      '<name>{label}</name> returned wrong responses in {place}: <b>{wrong}</b> of {checked} checked.',
  },
  {
    gate: '<name>{gate}</name>（{place}）：<name>{label}</name>{outcome}{hasOthers, select, true {，<name>{others}</name> 也是} other {}}。{told}',
    change: '<name>{label}</name> 在{place}中{kind, select, worse {劣于} other {优于}}基线。',
    changeBy:
      '<name>{label}</name> 在{place}中{kind, select, worse {劣于} other {优于}}基线：<metricName>{metric}</metricName> <b>{estimate}</b>{hasInterval, select, true {，{confidencePercent}% 区间 {interval}} other {}}。',
    wrong:
      '<name>{label}</name> 在{place}中返回了错误的响应：核对的 {checked} 个中有 <b>{wrong}</b> 个。',
  },
);
