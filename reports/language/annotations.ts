// Titles of the annotations that GitHub shows, and what stands below a drawing of gates.
import { defineMessages } from '../document/messages/define.ts';

export const annotations = defineMessages(
  {
    noConclusion: 'No conclusion: {check}',
    noConclusionOnFaults: 'No conclusion on faults: {check}',
    notJudged: '{command}: not judged ({code})',
    wrongAnswers: 'Wrong responses',
    wrongData: 'Wrong data under faults',
    inPlace: '{label} in {scenario}, {load}: {told}',
    underFault: '{label} under {fault}: {told}',
    title: '{gate}: {outcome}',
    more: '{last} And {count} more like it: the summary lists all.',
    moreGates: 'and {count} more in the table of gates',
  },
  {
    noConclusion: '没有结论：{check}',
    noConclusionOnFaults: '故障方面没有结论：{check}',
    notJudged: '{command}：未判定（{code}）',
    wrongAnswers: '响应有误',
    wrongData: '故障之下数据有误',
    inPlace: '{label}（{scenario}，{load}）：{told}',
    underFault: '{label}（故障 {fault}）：{told}',
    title: '{gate}：{outcome}',
    more: '{last} 同类还有 {count} 项：全部见摘要。',
    moreGates: '另有 {count} 项见门禁表',
  },
);
