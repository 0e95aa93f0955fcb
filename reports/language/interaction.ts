// Another baseline, single groups and parts of an axis.
import { defineMessages } from '../document/messages/define.ts';

export const interaction = defineMessages(
  {
    against: 'Show differences against:',
    againstChosen: 'vs chosen baseline',
    chosenBaseline: 'chosen baseline',
    shownAgainst:
      'Shown against <name>{chosen}</name>: differences, intervals and verdicts of the table, and the small multiples. The verdict above, the order and the headings of the rows are against <name>{own}</name>.',
    noPairsHere:
      'Shown against <name>{own}</name>: this scenario has no pairs with the baseline that you chose.',
    noPairs:
      'Differences are shown against the baseline of the experiment alone: every pair is compared for 3 to 12 variants, and here are {variants}.',
    groupValues: 'Each group’s own value',
    groupsShown:
      'Small dots: one a group, under the intervals of the table and at p50, p95 and p99 of the small multiples.',
    rangeFrom: 'From:',
    rangeTo: 'to:',
    rangeWhole: 'Whole range',
    rangeHelp:
      'To see a part of the axis, choose its ends, or drag over the drawing. Keys in the drawing: arrows move, Shift+arrows mark, Enter enlarges, Escape goes back.',
    rangeMarked: 'marked. Enter enlarges it, Escape forgets it.',
    rangeShown: 'alone is shown.',
    rangeReturn: 'Escape or a double click shows the whole range again.',
    rangeBack: 'The whole range is shown.',
  },
  {
    against: '差异对比：',
    againstChosen: '对比所选基线',
    chosenBaseline: '所选基线',
    shownAgainst:
      '表中的差异、区间、判定以及各方案小图均以 <name>{chosen}</name> 为基准；上方的结论、行的顺序和分组标题仍以 <name>{own}</name> 为基线。',
    noPairsHere: '此场景没有与所选基线的两两比较，仍以 <name>{own}</name> 为基准。',
    noPairs: '差异只能以实验的基线为基准：3 至 12 个方案时才两两比较，此处有 {variants} 个。',
    groupValues: '各组的值',
    groupsShown: '小点为单个组：在表中区间的下方，以及各方案小图的 p50、p95 和 p99 处。',
    rangeFrom: '从：',
    rangeTo: '到：',
    rangeWhole: '全部范围',
    rangeHelp:
      '查看坐标轴的一段：选择两端，或在图上拖动。图中按键：方向键移动，Shift+方向键标记，Enter 放大，Esc 返回。',
    rangeMarked: '已标记。Enter 放大，Esc 取消。',
    rangeShown: '：只显示这一段。',
    rangeReturn: '按 Esc 或双击恢复全部范围。',
    rangeBack: '已显示全部范围。',
  },
);
