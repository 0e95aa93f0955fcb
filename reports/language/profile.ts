// Where the CPU time of the service goes.
import { defineMessages } from '../document/messages/define.ts';

export const profile = defineMessages(
  {
    title: 'Where the CPU time of the service goes',
    reading:
      'Self time in JavaScript as a share of the busy time, over {seconds} s of <name>{scenario}</name> after the run. None of it counts as a measurement or verdict.',
    differenceTitle: 'What differs most',
    functionColumn: 'Function',
    self: 'Self',
    where: 'Where',
    topFunctions: 'Top functions (busy {share} of the time)',
  },
  {
    title: '服务的 CPU 时间用在哪里',
    reading:
      'JavaScript 函数自身用时占忙碌时间的比例，取自运行结束后 <name>{scenario}</name> 的 {seconds} 秒加压。这些数据不属于测量，也不作判定。',
    differenceTitle: '差别最大之处',
    functionColumn: '函数',
    self: '自身用时',
    where: '位置',
    topFunctions: '用时最多的函数（忙碌时间占 {share}）',
  },
);
