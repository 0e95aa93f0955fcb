// The words of a report explained.
import { defineMessages } from '../document/messages/define.ts';

export const glossary = defineMessages(
  {
    group: {
      word: 'Group',
      meaning:
        'All variants started afresh, side by side, and loaded in turn in random order. The group is the unit of replication: more requests do not make a result more certain, more groups do.',
    },
    interval: {
      word: 'Interval',
      meaning:
        'The range that the true difference to the baseline plausibly lies in. Every difference is taken within one group, so that a slow moment of the machine affects both sides.',
    },
    better: {
      word: 'Better, worse',
      meaning:
        'The whole interval lies on one side of zero difference, and not entirely within {margin}.',
    },
    equivalent: {
      word: 'Equivalent',
      meaning:
        'The whole interval lies within {margin} of the baseline: the same for this purpose.',
    },
    undecided: {
      word: 'Undecided',
      meaning:
        'The interval is too wide to say. This is not “no difference”: run more groups to find out.',
    },
    tied: {
      word: 'Tied',
      meaning:
        'Not significantly different from the recommended variant. Choose among them by cost or simplicity.',
    },
    percentiles: {
      word: 'p50, p95, p99',
      meaning:
        'Half, 95% and 99% of the successful responses were at least this fast. Failures never count as fast responses.',
    },
    success: {
      word: 'Success ratio',
      meaning: 'Share of responses with the expected status, in time; anything else is a failure.',
    },
  },
  {
    group: {
      word: '组',
      meaning:
        '所有方案全新启动、并排运行，按随机顺序轮流加压。以组为统计单位：增加请求数不会提高可信度，增加组数才会。',
    },
    interval: {
      word: '区间',
      meaning:
        '与基线的真实差异可能所在的范围。每个差异都在同一组内取得，机器一时变慢会同时影响双方。',
    },
    better: {
      word: '更好、更差',
      meaning: '整个区间在零差异的同一侧，且不全在 {margin} 以内。',
    },
    equivalent: {
      word: '等效',
      meaning: '整个区间在基线上下 {margin} 以内：就此目的而言相同。',
    },
    undecided: {
      word: '未定',
      meaning: '区间太宽，无法判断。这不等于“没有差异”：多运行几组即可知道。',
    },
    tied: {
      word: '并列',
      meaning: '与推荐方案无显著差异。请按成本或简单程度选择。',
    },
    percentiles: {
      word: 'p50、p95、p99',
      meaning: '一半、95%、99% 的成功响应不慢于此值。失败从不算作快速响应。',
    },
    success: {
      word: '成功率',
      meaning: '按时返回且状态符合预期的响应占比；其余均为失败。',
    },
  },
);
