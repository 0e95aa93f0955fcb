// Where the CPU time of the service goes.
import { defineMessages } from '../document/messages/define.ts';

export const profile = defineMessages(
  {
    title: 'Where the CPU time of the service goes',
    reading:
      'Self time in JavaScript as a share of the busy time, over {seconds} s of <name>{scenario}</name> after the run. None of it counts as a measurement or verdict.',
    none: 'Not profiled. To see it, run <code>npx loadstone profile</code>.',
    differenceTitle: 'What differs most',
    functionColumn: 'Function',
    self: 'Self',
    where: 'Where',
    about: '{run} · {scenario} · profiled over {seconds} s of load; nothing of it is measured',
    busy: '{answers} responses by {processes, plural, =1 {one process} other {# processes}}, busy {share} of the time',
    against: '{label} against {other}',
    column: {
      function: 'function',
      where: 'where',
      self: 'self',
      change: 'change',
      first: 'first',
      second: 'second',
    },
    topFunctions: 'Top functions (busy {share} of the time)',
  },
  {
    title: '服务的 CPU 时间用在哪里',
    reading:
      'JavaScript 函数自身用时占忙碌时间的比例，取自运行结束后 <name>{scenario}</name> 的 {seconds} 秒加压。这些数据不属于测量，也不作判定。',
    none: '未做性能剖析。如需查看，请运行 <code>npx loadstone profile</code>。',
    differenceTitle: '差别最大之处',
    functionColumn: '函数',
    self: '自身用时',
    where: '位置',
    about: '{run} · {scenario} · 对 {seconds} 秒加压作性能剖析；不属于测量',
    busy: '{processes} 个进程给出 {answers} 个响应，忙碌时间占 {share}',
    against: '{label} 与 {other} 比较',
    column: {
      function: '函数',
      where: '位置',
      self: '自身用时',
      change: '变化',
      first: '前者',
      second: '后者',
    },
    topFunctions: '用时最多的函数（忙碌时间占 {share}）',
  },
);
