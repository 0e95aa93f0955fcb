// What the words of the glossary mean in this run.
import { defineMessages } from '../document/messages/define.ts';

export const reading = defineMessages(
  {
    group:
      'In this run: {groups, plural, one {# group} other {# groups}}, so every variant was started afresh {groups, plural, one {once} other {# times}}.',
    interval:
      'In this run: <metricName>{metric}</metricName> of <name>{label}</name> differs by <b>{estimate}</b>, and at {confidencePercent}% confidence by {lower} to {upper}.',
    better:
      'In this run: {better, plural, =0 {no variant is} one {# variant is} other {# variants are}} better, {worse, plural, =0 {none} other {#}} worse.',
    counted: 'In this run: {count, plural, =0 {no variant} one {# variant} other {# variants}}.',
    percentiles:
      'In this run: half of the responses of <name>{label}</name> took at most <b>{p50}</b>, 99% at most <b>{p99}</b>.',
    success: 'In this run: {succeeded} of {total} requests to <name>{label}</name> succeeded.',
    pValue: 'In this run: {value} for <name>{label}</name>. {looks}',
    detectable:
      'In this run: {groups, plural, one {# group} other {# groups}} would detect a change of <b>{change}</b> in <metricName>{metric}</metricName> of <name>{label}</name> four times out of five.',
    method: 'In this run: {method}, over {groups, plural, one {# value} other {# values}}.',
  },
  {
    group: '本次运行：{groups} 组，即每个方案都全新启动了 {groups} 次。',
    interval:
      '本次运行：<name>{label}</name> 的<metricName>{metric}</metricName>相差 <b>{estimate}</b>，{confidencePercent}% 置信度下为 {lower} 至 {upper}。',
    better: '本次运行：{better} 个方案更好，{worse} 个更差。',
    counted: '本次运行：{count} 个方案。',
    percentiles:
      '本次运行：<name>{label}</name> 的响应有一半不超过 <b>{p50}</b>，99% 不超过 <b>{p99}</b>。',
    success: '本次运行：发往 <name>{label}</name> 的 {total} 个请求中成功 {succeeded} 个。',
    pValue: '本次运行：<name>{label}</name> 为 {value}。{looks}',
    detectable:
      '本次运行：以 {groups} 组，<name>{label}</name> 的<metricName>{metric}</metricName>若变化 <b>{change}</b>，五次中有四次能检出。',
    method: '本次运行：{method}，共 {groups} 个值。',
  },
);
