// A run that is still going on, in a terminal.
import { defineMessages } from '../document/messages/define.ts';

export const progress = defineMessages(
  {
    groups:
      '{run} · {done} of {planned, plural, one {# group} other {# groups}}{voided, plural, =0 {} other { (# void)}} · <elapsed>{elapsedMs}</elapsed>',
    withLeft: '{groups} · about <elapsed>{leftMs}</elapsed> left',
    withDelay: '{groups} · longer than expected',
    more: '  … and {count, plural, one {# more variant} other {# more variants}}',
    judged:
      'vs base so far: <metricName>{metric}</metricName> of {scenario} ({load}) over {groups, plural, one {# group} other {# groups}}, no verdict yet',
    column: {
      soFar: 'vs base so far',
      variant: 'variant',
      rate: 'req/s',
      success: 'success',
      slices: 'slices',
    },
  },
  {
    groups:
      '{run} · 计划 {planned} 组，完成 {done} 组{voided, plural, =0 {} other {（# 组作废）}} · <elapsed>{elapsedMs}</elapsed>',
    withLeft: '{groups} · 约剩 <elapsed>{leftMs}</elapsed>',
    withDelay: '{groups} · 比预期更久',
    more: '  … 另有 {count} 个方案',
    judged:
      '目前与基线比：{scenario}（{load}）的<metricName>{metric}</metricName>，{groups} 组，尚无结论',
    column: {
      soFar: '目前与基线比',
      variant: '方案',
      rate: '请求/秒',
      success: '成功率',
      slices: '切片',
    },
  },
);
