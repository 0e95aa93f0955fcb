// Faults in Chinese.
import { type FaultMetricName, nameFaultColumns } from '../document/fault-metrics.ts';
import type { AuditFigure } from '../figures/faults.ts';
import { chineseFaultMechanism, chineseFaultTitle } from './chinese-fault-names.ts';
import { joinChinese } from './chinese-words.ts';
import type {
  AuditFacts,
  FaultColumn,
  FaultMessages,
  FaultSettingFacts,
  WrongFacts,
} from './fault-messages.ts';
import { code, name, type Sentence, sentence, strong, toPlainText } from './sentence.ts';

const wrongWords: Readonly<Record<AuditFigure, string>> = {
  lost: '次丢失',
  duplicated: '次重复执行',
  phantom: '次无人发出',
  resurrected: '次被拒绝却生效',
  wrongAmount: '次金额不符',
  lostUpdates: '次更新被覆盖',
  brokenInvariants: '处违反规则',
  staleReads: '次读取过旧',
};

const join = (items: readonly Sentence[]): Sentence =>
  items.flatMap((item, index) => (index === 0 ? item : sentence`、${item}`));

const listWrong = (wrong: readonly WrongFacts[]): Sentence =>
  join(wrong.map(({ figure, count }) => sentence`${strong(count)} ${wrongWords[figure]}`));

const unsure = ({ indeterminate }: AuditFacts): string =>
  `另有 ${indeterminate} 次写入结果不确定，两边都不计。`;

const auditNames: Readonly<Record<AuditFigure | 'acknowledged' | 'indeterminate', string>> = {
  acknowledged: '已确认',
  indeterminate: '不确定',
  lost: '丢失',
  duplicated: '重复',
  phantom: '凭空出现',
  resurrected: '拒绝后生效',
  wrongAmount: '金额不符',
  lostUpdates: '更新丢失',
  brokenInvariants: '违反规则',
  staleReads: '超限的过旧读取',
};

const auditMeanings: typeof auditNames = {
  acknowledged: '服务告知已完成的写入',
  indeterminate: '没有确定的响应（超时、连接重置、5xx）；是否完成都算正确',
  lost: '已确认，但数据中没有',
  duplicated: '数据中不止一份',
  phantom: '数据中有，却无人发出',
  resurrected: '被拒绝，数据中却有',
  wrongAmount: '数据中的金额不同',
  lostUpdates: '已确认的更改被后来的更改抹去',
  brokenInvariants: '违反始终应成立的规则的行',
  staleReads: '读到的数据早已被替换，超过允许的时间',
};

const columns: Readonly<Record<FaultColumn | FaultMetricName, string>> = {
  ...nameFaultColumns('zh'),
  before: '故障前良好',
  during: '故障中良好',
  after: '故障后良好',
  apdex: '故障中 Apdex',
  p50: 'p50 故障前 → 故障中',
  p99: 'p99 故障前 → 故障中',
  kinds: '故障中不良',
  reasons: '请求失败的原因',
  evidence: '故障生效的证据',
  comparison: '相对基线',
};

function writeSettings(facts: FaultSettingFacts): readonly Sentence[] {
  const arrivals = facts.arrivals === 'poisson' ? '泊松到达' : '均匀到达';
  const load =
    facts.rate === undefined
      ? sentence`场景 ${name(facts.scenario)}。`
      : sentence`场景 ${name(facts.scenario)}，${strong(facts.rate)}，开环（${arrivals}），各方案相同：服务中断时，请求照样到来。`;
  return [
    load,
    sentence`故障前 ${facts.before}，故障中 ${facts.during}，自开始修复起 ${facts.after}；计划 ${String(facts.groupsPlanned)} 组，完成 ${String(facts.groupsEnded)} 组，每组都用全新进程。`,
    sentence`响应正确且在 ${facts.goodWithin} 内返回的请求为良好；超过 ${facts.requestTimeout} 即超时。`,
    sentence`${facts.window} 的窗口内至少 ${facts.upRatio} 的请求良好，即为可用；持续 ${facts.hold} 才算恢复。目标为 ${facts.slo}。`,
    facts.staleness === undefined
      ? sentence`未设定读取数据的最大陈旧时间。`
      : sentence`读取的数据最多可陈旧 ${facts.staleness}。`,
  ];
}

export const chineseFaults: FaultMessages = {
  title: '发生故障时',
  pageTitle: (run) => `${run}：故障之下`,
  none: () => sentence`未测试发生故障时的表现。如需了解，请运行 ${code('loadstone faults')}。`,
  faultTitle: chineseFaultTitle,
  faultMechanism: chineseFaultMechanism,
  best: ({ label, share, interval, faults, ranked, measured, isUndecided }) => {
    const bounds = interval === '' ? '' : ` ${interval}`;
    const of =
      ranked === measured ? '' : `参与排序的是 ${measured} 个方案中数据正确的 ${ranked} 个。`;
    if (isUndecided)
      return sentence`没有哪个方案被证明比其他方案更能保持可用：在参与排序的方案都经历过的 ${String(faults)} 种故障下，自注入起可用性最高的是 ${name(label)}，平均 ${strong(share)}${bounds}，但没有方案明显落后于它。${of}`;
    return sentence`${name(label)} 最能保持可用：在参与排序的方案都经历过的 ${String(faults)} 种故障下，自注入起的平均可用性为 ${strong(share)}${bounds}。${of}`;
  },
  rivals: (labels) =>
    sentence`与其差距不明确：${joinChinese(labels.map((label) => [name(label)]))}。`,
  nobodyBest: () => sentence`无法断定哪个方案最能保持可用。`,
  invalid: () => sentence`没有结论：本次运行无效。`,
  singlePoints: (faults) =>
    sentence`${join(faults.map(chineseFaultTitle))}会使所有遇到它的方案中断：这是单点故障。`,
  noSinglePoint: () => sentence`没有哪种故障会使所有方案中断。`,
  wrongTitle: (wrong) => sentence`数据有误：${listWrong(wrong)}`,
  wrongData: (facts) =>
    sentence`数据有误：在 ${strong(facts.acknowledged)} 次已确认的写入及相关读取中，${listWrong(facts.wrong)}。${unsure(facts)}`,
  rightData: (facts) =>
    sentence`${strong(facts.acknowledged)} 次已确认的写入无一丢失，也无一重复。${unsure(facts)}`,
  unknownData: (reason) =>
    sentence`写入是否丢失未知${toPlainText(reason) === '' ? '' : sentence`：${reason}`}`,
  auditTitle: '数据丢了吗？',
  auditName: (figure) => auditNames[figure],
  auditMeaning: (figure) => auditMeanings[figure],
  auditUnknown: '未知',
  auditReading: () => sentence`将告知客户端的结果与最后一组之后的数据逐一对照；为所有片段的合计。`,
  staleNoLimit: '未设定限值',
  staleness: (p99, most) => sentence`读取的数据最多陈旧 ${most}，最差片段的 p99 为 ${p99}。`,
  groups: (count) => `${count} 组`,
  findings: '发现的问题',
  tableTitle: '哪个方案经得起什么故障',
  tableReading: (slo) =>
    sentence`大号数字：故障期间的可用性。保持：不低于 ${slo}；受损：低于此值；大多不可用：低于一半；中断：低于 1%。其下为最长中断，以及自开始修复到完全恢复的用时。`,
  variantCorner: '方案',
  severity: (severity) =>
    ({ holds: '保持', dented: '受损', poor: '大多不可用', down: '中断' })[severity],
  noOutage: '无中断',
  outage: (span) => `中断 ${span}`,
  backAtOnce: '立即恢复',
  back: (span) => `${span} 后恢复`,
  notBack: (span) => `${span} 内未恢复`,
  partlyOpen: (open, groups) => `${groups} 组中 ${open} 组未恢复`,
  dataWrong: (wrong) =>
    `数据有误：${wrong.map(({ figure, count }) => `${count} ${wrongWords[figure]}`).join('、')}`,
  dataUnknown: '数据未核对',
  notRun: '未运行',
  isVoid: '作废',
  notMeasured: (label, isVoid, reason) =>
    sentence`${name(label)}：${isVoid ? '作废' : '未运行'}。${reason}`,
  noneMeasured: () => sentence`此故障下没有任何测量。`,
  timelineFinding: ({ best, bestShare, worst, worstShare, isOne }) =>
    isOne
      ? sentence`${name(best)}：故障期间可用性为 ${strong(bestShare)}。`
      : sentence`故障期间可用性最高：${name(best)}，${strong(bestShare)}；最低：${name(worst)}，${strong(worstShare)}。`,
  timelineSame: (share) => sentence`遇到它的所有方案：故障期间可用性为 ${strong(share)}。`,
  untrusted: () => sentence`本次运行无效：这些数据不能说明任何问题。`,
  timelineReading: (window) =>
    sentence`填充：每 ${window} 内的可用性，各组合计；其下细线为 p99（对数坐标）；条带：绿色可用，红色不可用。阴影：自注入到开始修复；虚线：修复结束。横轴为自注入起的秒数。`,
  timelineGood: '可用性',
  curveFinding: (label, width, share) =>
    sentence`${name(label)} 最差的 ${width} 内，可用性为 ${strong(share)}。`,
  curveReading: () => sentence`自注入起每种时长中最差的窗口：曲线离开底部之处约为中断的长度。`,
  curveAxis: '最差窗口的时长（对数坐标）',
  curveRatio: '可用性',
  column: (column) => columns[column],
  kinds: ([failed, timedOut, dropped, slow, inFlight]) =>
    `失败 ${failed}，超时 ${timedOut}，未发出 ${dropped}，过迟 ${slow}，未了 ${inFlight}`,
  byRequest: (share) => `按请求 ${share}`,
  never: '从未',
  atOnce: '立即',
  nothing: '无',
  points: (points) => `${points} 个百分点`,
  comparison: (verdict) =>
    ({ better: '更好', worse: '更差', equivalent: '等效', inconclusive: '未定' })[verdict],
  gatesTitle: '故障下的门禁',
  gateOutcome: (outcome) =>
    ({ pass: '通过', fail: '未通过', inconclusive: '未定', error: '未判定' })[outcome],
  gateFault: '故障',
  gateReason: '原因',
  settingsTitle: '如何注入故障',
  settings: writeSettings,
  watchTitle: '注意事项',
  readingTitle: '如何解读故障',
  glossary: () => [
    {
      word: '片段',
      meaning:
        '一个方案以全新进程承受负载，注入一种故障，再修复。每组重复一次；区间以组为单位，从不以请求为单位。',
    },
    {
      word: '恢复用时',
      meaning:
        '自开始修复，到延迟、有效吞吐和可用性首次持续接近故障前为止。“未恢复”表示没有看到恢复：用时超过观察时长，超过多少未知。',
    },
    {
      word: '用户可用时间',
      meaning:
        '自注入起，模拟用户能用上服务的时间占比：良好的请求之后直到同一用户的下一个请求为可用，否则为不可用。请求或重试更多的用户，权重并不更大。“–”表示场景未区分用户，或用户再次请求的间隔过长，无法判断。',
    },
    {
      word: '损失的服务',
      meaning: '缺失的有效吞吐折合成完全中断的秒数：一半缺失 4 秒，即为 2 秒。',
    },
    {
      word: '预算消耗',
      meaning: '自注入起的错误与目标在此时段所允许的错误之比；大于 1 即未达目标。',
    },
    { word: '作废', meaning: '注入了故障但未生效：不能得出任何结论。' },
  ],
  seed: (seed) => sentence`种子 ${seed}：方案与故障的顺序相同。`,
};
