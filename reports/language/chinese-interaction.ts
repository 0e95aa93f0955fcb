// Another baseline, single groups and parts of an axis, in Chinese.
import type { InteractionMessages } from './interaction-messages.ts';
import { name, sentence } from './sentence.ts';

export const chineseInteraction: InteractionMessages = {
  against: '差异对比：',
  againstChosen: '对比所选基线',
  chosenBaseline: '所选基线',
  shownAgainst: (chosen, own) =>
    sentence`表中的差异、区间、判定以及各方案小图均以 ${name(chosen)} 为基准；上方的结论、行的顺序和分组标题仍以 ${name(own)} 为基线。`,
  noPairsHere: (own) => sentence`此场景没有与所选基线的两两比较，仍以 ${name(own)} 为基准。`,
  noPairs: (variants) =>
    sentence`差异只能以实验的基线为基准：3 至 12 个方案时才两两比较，此处有 ${String(variants)} 个。`,
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
};
