// What a machine's runs said over time.
import { defineMessages } from '../document/messages/define.ts';

export const history = defineMessages(
  {
    empty:
      'The history is empty. A complete, valid run enters it at its end (<code>npx loadstone run</code>), an older one by hand: <code>npx loadstone history add {id}</code>',
    extent: 'history · {runs, plural, one {# run} other {# runs}} · {where}',
    allMachines: 'all machines',
    newestMachine: 'the machine of the newest run, {hostname} ({machine})',
    leftOutMachines:
      '{extent} · {runs, plural, one {# run} other {# runs}} of other machines left out (--all-machines)',
    against: 'against {baseline}; {isHigherBetter, select, true {higher} other {lower}} is better',
    leftOut: 'Left out: <commas>{columns}</commas>.',
    tooFew: 'too few runs for change points ({runs} of {fewest})',
    column: { variant: 'variant', runs: 'n', strip: 'runs → now', latest: 'latest' },
    interval: '{confidence}% interval',
    commit: 'commit {commit}',
    label: '“{label}”',
    uncommitted: 'uncommitted changes',
    runAbout: '{run} (<commas>{about}</commas>)',
    changePoint:
      '{size}, {isImprovement, select, true {better} other {worse}}, p = {p}, since {run}',
    purpose:
      'Change points are for triage, never a gate: they come late, and a machine that drifts makes them too.',
    searched:
      '{series, plural, one {# series was} other {# series were}} searched (the newest {most} runs, p ≤ {significance}): about {byChance} of them would show one by chance.',
  },
  {
    empty:
      '历史为空。完整且有效的运行在结束时自动记入（<code>npx loadstone run</code>），较早的运行可手动加入：<code>npx loadstone history add {id}</code>',
    extent: '历史 · {runs} 次运行 · {where}',
    allMachines: '所有机器',
    newestMachine: '最近一次运行所在的机器，{hostname}（{machine}）',
    leftOutMachines: '{extent} · 未计入其他机器的 {runs} 次运行（--all-machines）',
    against: '与 {baseline} 比较；{isHigherBetter, select, true {越高} other {越低}}越好',
    leftOut: '未显示：<commas>{columns}</commas>。',
    tooFew: '运行太少，不足以查找变化点（{fewest} 次中只有 {runs} 次）',
    column: { variant: '方案', runs: '次数', strip: '历次 → 现在', latest: '最近' },
    interval: '{confidence}% 区间',
    commit: '提交 {commit}',
    label: '“{label}”',
    uncommitted: '有未提交的改动',
    runAbout: '{run}（<commas>{about}</commas>）',
    changePoint: '{size}，{isImprovement, select, true {变好} other {变差}}，p = {p}，自 {run} 起',
    purpose: '变化点用于初步排查，不作门禁：它们出现得晚，机器漂移也会造成。',
    searched:
      '已查找 {series} 个序列（最近 {most} 次运行，p ≤ {significance}）：其中约有 {byChance} 个会偶然出现变化点。',
  },
);
