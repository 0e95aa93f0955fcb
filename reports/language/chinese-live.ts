// The page of a run that is still going on, in Chinese.
import { formatChineseElapsed } from './chinese-words.ts';
import type { GroupStanding, LiveMessages, LiveStatus, LookFacts } from './live-messages.ts';
import { code, type Sentence, sentence, strong } from './sentence.ts';

const outcomes: Readonly<Record<Exclude<LiveStatus, 'running'>, string>> = {
  ended: '运行已结束。本页不再更新，关闭之前内容会一直保留。',
  interrupted: '运行被中断。已测得的数据已保留，可以继续运行。',
  failed: '运行因错误而结束，原因见终端。已测得的数据已保留。',
};

const standings: Readonly<Record<GroupStanding, string>> = {
  valid: '有效',
  void: '作废',
  running: '进行中',
  waiting: '待运行',
};

function writeLook({ validGroups, nextLook, now }: LookFacts): Sentence {
  const so = strong(`${validGroups} 组`);
  if (now === 'anytime') {
    return sentence`目前基于 ${so}；每组结束后都会再次检验，区间已为此留出余量。`;
  }
  const again = nextLook === undefined ? '运行结束时' : `满 ${nextLook} 组时`;
  if (now === 'planned') {
    return nextLook === undefined
      ? sentence`目前基于 ${so}：最后一次计划检验。`
      : sentence`目前基于 ${so}：一次计划检验。若运行继续，${again}再次检验。`;
  }
  return sentence`目前基于 ${so}；${again}再次检验。两次检验之间的结论不是最终结论：可能改变，运行也不会因此结束。`;
}

export const chineseLive: LiveMessages = {
  title: (name) => `${name}：实时`,
  groupsDone: (done, planned, voided) =>
    voided === 0
      ? sentence`已完成 ${strong(String(done))} 组，共 ${String(planned)} 组`
      : sentence`已完成 ${strong(String(done))} 组，共 ${String(planned)} 组，其中 ${String(voided)} 组作废`,
  outcome: (status) => outcomes[status],
  elapsed: (ms) => sentence`已运行 ${formatChineseElapsed(ms)}`,
  left: (ms) => sentence`约剩 ${formatChineseElapsed(ms)}`,
  reportAt: (path) => sentence`完整报告：${code(path)}`,
  noScript: '没有 JavaScript 时，这是页面载入时的运行状况：请重新载入。',
  lost: '与运行的连接已断开；这是最后收到的状况。正在重试。',
  groupsTitle: '组',
  groupStanding: (standing) => standings[standing],
  groupsFinding: (valid, voided, waiting) =>
    `${valid} 组有效，${voided} 组作废，${waiting} 组待运行。`,
  groupsReading: '每组都为所有方案启动新进程并轮流加压。三角标出计划的检验点，运行可能在那里结束。',
  verdictsTitle: '目前的结论',
  verdictsFinal: '结论',
  soFarLabel: '非最终结论',
  nothingYet: '还没有一组结束，因此没有可比较的数据。',
  lookedAt: writeLook,
  notValidYet: '目前运行无效，因此不作比较：',
  variantsTitle: '方案',
  variantsReading: '自本次启动以来的所有片段，各场景合计：仅供一瞥，不是结果。',
  active: '正在加压',
  notesTitle: '备注',
};
