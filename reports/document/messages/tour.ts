// What documents of tours say: why a chapter has no result, or less of one than was asked for.
import { defineMessages } from './define.ts';

export const tour = defineMessages(
  {
    'tour-left-out':
      'The time did not hold it: {groups, plural, one {# group takes} other {# groups take}} about <elapsed>{neededMs}</elapsed>, and <elapsed>{leftMs}</elapsed> were left.',
    'tour-pending': 'It was not run yet.',
    'tour-interrupted': 'It was interrupted before a group had ended.',
    'tour-unreadable': 'The folder of its run cannot be read: {reason}',
    'tour-none-judged': 'Nothing but the baseline was measured.',
    'tour-baseline-not-run': 'The baseline was not run, so there is nothing to compare with.',
    'tour-faults-not-compared': 'No variant was compared with the baseline under a fault.',
    'tour-faults-wrong': 'What was acknowledged under faults is not what is in the data.',
    'warn-tour-machines':
      'These chapters were measured on other machines or versions than the first one: {chapters}.',
    'advise-tour-machines': 'Their figures are not to be read beside those of the others.',
    'warn-tour-few-groups':
      'Fewer than {least} valid groups, with which nothing is decided: {chapters}.',
    'advise-tour-few-groups':
      'Give the tour more time, or append groups to the run of the chapter.',
  },
  {
    'tour-left-out':
      '时间不够：{groups} 组约需 <elapsed>{neededMs}</elapsed>，只剩 <elapsed>{leftMs}</elapsed>。',
    'tour-pending': '尚未运行。',
    'tour-interrupted': '第一组结束之前就被中断。',
    'tour-unreadable': '无法读取其运行文件夹：{reason}',
    'tour-none-judged': '只测量了基线。',
    'tour-baseline-not-run': '基线没有运行，因此无从比较。',
    'tour-faults-not-compared': '没有方案在故障下与基线作过比较。',
    'tour-faults-wrong': '故障下已确认的写入与数据中的内容不符。',
    'warn-tour-machines': '以下各章与第一章的机器或版本不同：{chapters}。',
    'advise-tour-machines': '它们的数值不能与其他各章并列比较。',
    'warn-tour-few-groups': '有效组不足 {least} 组，无法下结论：{chapters}。',
    'advise-tour-few-groups': '请给更多时间，或为该章的运行追加组。',
  },
);
