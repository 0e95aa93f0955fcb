// Two runs against each other, in Chinese.
import type { ChangeVerdict, EnvironmentName, SettingName } from '../document/compare.ts';
import { chineseMetricNames } from './chinese-words.ts';
import type { CompareMessages, EffectChangeFacts } from './compare-messages.ts';
import { name, type Sentence, sentence } from './sentence.ts';

const differenceNames: Readonly<Record<SettingName | EnvironmentName, string>> = {
  experiment: '实验',
  configured: '设置',
  reproduceCommand: '命令',
  seed: '种子',
  planHash: '计划哈希',
  toleranceRatio: '容差',
  looks: '检验点',
  groupsPlanned: '计划组数',
  baseline: '基线',
  scenarios: '场景',
  loads: '负载',
  loadRateRps: '速率（每秒到达数）',
  derivedRateRps: '速率（每秒到达数，按实测容量的比例得出）',
  loadConnections: '连接数',
  primaryMetric: '主要指标',
  factors: '因素',
  levels: '水平',
  variants: '方案',
  gates: '门禁',
  prices: '价格',
  fingerprint: '环境指纹',
  hostname: '主机',
  os: '操作系统',
  kernel: '内核',
  cpuModel: '处理器',
  cpuCount: 'CPU 数量',
  memoryBytes: '内存',
  nodeVersion: 'Node 版本',
  loadstoneVersion: 'Loadstone 版本',
  gitCommit: '提交',
  gitDirty: '未提交的修改',
  service: '依赖服务',
  driver: '负载生成器',
  driverVersion: '负载生成器版本',
  placement: 'CPU 绑定',
};

const verdicts: Readonly<Record<ChangeVerdict, string>> = {
  same: '影响相同',
  grew: '影响增大',
  shrank: '影响减小',
  reversed: '影响反转',
  unclear: '不明确',
  'not-judged': '未判定',
};

function writeDifference(what: SettingName | EnvironmentName, subject: string | null): Sentence {
  if (what === 'configured') return sentence`${name(subject ?? '')}`;
  const word = differenceNames[what];
  if (subject === null) return sentence`${word}`;
  return /^[\x21-\x7e]/.test(word)
    ? sentence`${name(subject)} 的 ${word}`
    : sentence`${name(subject)} 的${word}`;
}

/** `composite 对 browse（closed-16）吞吐量的影响由 9.1× 增大到 10.8×（1.19× [0.95×, 1.49×]）。` */
function writeEffect(facts: EffectChangeFacts): Sentence {
  const { variantLabel, scenario, loadId, metric, verdict, a, b, change, reason } = facts;
  const subject = sentence`${name(variantLabel)} 对 ${name(scenario)}（${name(loadId)}）${chineseMetricNames[metric]}的影响`;
  switch (verdict) {
    case 'same':
      return sentence`${subject}没有变化：${a} 与 ${b}（${change}）。`;
    case 'grew':
      return sentence`${subject}由 ${a} 增大到 ${b}（${change}）。`;
    case 'shrank':
      return sentence`${subject}由 ${a} 减小到 ${b}（${change}）。`;
    case 'reversed':
      return sentence`${subject}由 ${a} 反转为 ${b}（${change}）。`;
    case 'unclear':
      return sentence`${subject}由 ${a} 变为 ${b}（${change}，不明确）。`;
    case 'not-judged':
      return sentence`${subject}未判定。${reason ?? ''}`;
  }
}

export const chineseCompare: CompareMessages = {
  pageTitle: (run) => `${run}：有何变化`,
  title: '两次运行之间有何变化',
  groupsValid: (count) => `有效 ${count} 组`,
  invalid: '无效',
  invalidRun: (runId, reason) => sentence`${name(runId)}：${reason}`,
  settingsTitle: '不同的设置',
  environmentTitle: '不同的环境',
  noDifference: '就运行所记录的而言，没有不同。',
  what: '项目',
  difference: writeDifference,
  notRecorded: '不同（值未记录）',
  yes: '是',
  no: '否',
  onlyHere: (values) => `仅此处有：${values.join('、')}`,
  other: (differences, more) => {
    const told = differences.flatMap(([what, subject], index) =>
      index === 0 ? writeDifference(what, subject) : sentence`、${writeDifference(what, subject)}`,
    );
    return more > 0
      ? sentence`不同之处：${told}，另有 ${String(more)} 项。`
      : sentence`不同之处：${told}。`;
  },
  nothingDiffers: '就运行所记录的而言，设置和环境相同。',
  onlyRepeated: '只有重复运行时必然改变的项目不同：见下方表格。',
  noVerdict: (reasons) => sentence`没有判定。${reasons}`,
  noSharedEffect: '两次运行在主要指标上没有共同的影响可比。',
  effect: writeEffect,
  counts: ({ total, changed, same, unclear, notJudged, tolerance }) =>
    `主要影响共 ${total} 项：${changed} 项改变，${same} 项相同（${tolerance} 以内），${unclear} 项不明确${notJudged > 0 ? `，${notJudged} 项未判定` : ''}。`,
  effectsTitle: '相对共同基线的影响',
  reading: (baselineLabel) =>
    sentence`数值为与 ${name(baselineLabel)} 的比值，它与各方案在同一组内运行。A 为灰色、在上，B 为蓝色、在下；线段为区间，空心圆点表示与无影响无显著差异，灰色区域视为等效。`,
  method: (confidencePercent, isFromIntervals, isApart) =>
    `变化：B 的影响 ÷ A 的影响及其 ${confidencePercent}% 区间，对各组的对数比值用 Welch t 方法得出${isFromIntervals ? '；文档中没有各组比值时（*），由两个区间的宽度得出' : ''}。判定经 Holm 校正后成立，主要影响与其他影响分别校正。${isApart ? '† 两个影响直接相除得到的变化与此不同：每个影响是其运行的 Hodges-Lehmann 估计，变化则由各组的平均值得出。' : ''}`,
  primary: '主要指标',
  direction: (higherIsBetter) => (higherIsBetter ? '越高越好' : '越低越好'),
  run: '运行',
  effectColumn: '影响',
  interval: '区间',
  change: '变化，B ÷ A',
  verdict: (verdict) => verdicts[verdict],
  figuresTitle: '两天各自的绝对数值：仅供描述，不作判定',
  figuresReading: '机器的状况每天不同，因此这些数值不能说明方案的优劣。',
};
