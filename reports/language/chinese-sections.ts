// Evidence, gates, load time and cost in Chinese.

import type { GateOutcome, GateStatus } from '../document/gates.ts';
import {
  chineseMetricNames,
  formatChineseElapsed,
  joinChinese,
  nameInText,
} from './chinese-words.ts';
import type {
  CostMessages,
  EvidenceMessages,
  GateHeadline,
  GateMessages,
  GateReference,
  LookFacts,
  ScopeFacts,
  TimelineMessages,
} from './section-messages.ts';
import { code, name, type Sentence, sentence, strong } from './sentence.ts';

const listNames = (labels: readonly string[]): Sentence =>
  joinChinese(labels.map((label) => [name(label)]));

const stops: Readonly<Record<LookFacts['stoppedBecause'], string>> = {
  'all-decided': '所有比较均已确定，因此停止。',
  groups: '计划的组已全部运行，因此停止。',
  budget: '时间预算已用完，因此停止。',
  interrupted: '运行被中断。',
  'not-ended': '运行尚未结束。',
};

function writeLooks({
  kind,
  looks,
  groups,
  overall,
  nominal,
  stoppedBecause,
  budgetMs,
}: LookFacts): Sentence {
  const stop =
    stoppedBecause === 'groups' && budgetMs !== undefined
      ? `已运行时间预算（${formatChineseElapsed(budgetMs)}）内所能完成的组，因此停止。`
      : stops[stoppedBecause];
  const count = String(groups);
  switch (kind) {
    case 'fixed':
      return sentence`第 ${count} 组结束后检验一次，错误率为 ${overall}。${stop}`;
    case 'group-sequential':
      return looks.length === 0
        ? sentence`已完成 ${count} 组，尚未到检验时机。${stop}`
        : sentence`第 ${looks.join('、')} 组结束后检验，每次的错误率为 ${nominal}，总错误率为 ${overall}。${stop}`;
    case 'anytime':
      return sentence`每组结束后都检验，共 ${count} 组；区间在任何时刻都成立，总错误率为 ${overall}（每项比较 ${nominal}）。${stop}`;
  }
}

function writeScope({ unit, groups, epochs, spanMs }: ScopeFacts): Sentence {
  if (unit === 'epoch')
    return sentence`区间以时段为单位：共 ${String(epochs)} 个时段（${String(groups)} 组，历时 ${formatChineseElapsed(spanMs)}），每个时段计一次。`;
  const more = epochs > 1 ? `本次共 ${epochs} 个时段；满 3 个时段后，区间以时段为单位。` : '';
  return sentence`区间只涵盖本机本次运行的各次启动；换一个时段，差别可能更大（${code('--epochs')}）。${more}`;
}

function writeStopped(facts: LookFacts): string | undefined {
  const { kind, looks, groups, stoppedBecause, budgetMs } = facts;
  if (stoppedBecause === 'budget') return '因时间预算停止';
  if (stoppedBecause === 'groups' && budgetMs !== undefined)
    return `时间预算 ${formatChineseElapsed(budgetMs)} 内所能完成的组`;
  if (stoppedBecause !== 'all-decided') return undefined;
  return kind === 'anytime'
    ? `${groups} 组后确定`
    : `在第 ${looks.at(-1) ?? groups} 组的检验时确定`;
}

export const chineseEvidence: EvidenceMessages = {
  looks: writeLooks,
  scope: writeScope,
  stopped: writeStopped,
  cheaper: (label, primary, isPriced) =>
    sentence`${name(label)} 在${nameInText(primary)}上与之并列，并被证明${isPriced ? '成本更低' : '每请求 CPU 更少'}：若无其他理由，选它。`,
  corrected: (labels) =>
    sentence`${listNames(labels)}：区间不包含零差异，但经多重比较校正（Holm）后不再显著，因此仍为未定。`,
  correctedNote: ({ raw, adjusted, limit }) =>
    `单看区间可以判定（p ${raw}）；经多重比较校正后 p 为 ${adjusted}，高于 ${limit}`,
  title: '依据：p 值、可检出的差异、校正后的比值',
  reading: (metric, limit) => {
    const rule =
      limit === undefined
        ? sentence`区间在任何时刻都成立，因此没有 p 值。`
        : sentence`按全部主要比较校正（Holm）后的 p 值不超过 ${limit} 时，差异才算数。`;
    return sentence`针对${nameInText(metric)}。${rule}“可检出”指以这样的组数，五次中有四次能检出的最小变慢。`;
  },
  foreignReading: () =>
    sentence`“按其他程序的 CPU 校正”一列去除了其 CPU 时间所能解释的部分；若与原差异不符，说明机器不够安静。`,
  pValue: 'p 值',
  adjusted: '校正后 p 值',
  leastDetectable: '可检出',
  foreignAdjusted: '按其他程序的 CPU 校正',
  method: '方法',
  methodName: (method) =>
    ({
      'hodges-lehmann': 'Hodges–Lehmann',
      t: 't',
      'confidence-sequence': '置信序列',
      none: '无',
    })[method],
  pairTitle: '所有方案两两比较',
  pairCorner: '行相对于列',
  pairReading: (metric) =>
    sentence`行相对于列在${nameInText(metric)}上的差异，供以其他方案为基线的读者使用。▲ 更好与 ▼ 更差对全部配对同时成立（Holm）；浅色表示未定或等效。`,
  overallTitle: '全部场景合计',
  overallReading: (scenarios, loadId) =>
    sentence`负载 ${name(loadId)} 下相对基线，为 ${listNames(scenarios)} 的平均，各场景权重相同。一处的收益可能掩盖另一处的损失：请逐一查看下文。`,
  voidGroups: (count, groups, reason) =>
    count === 1
      ? sentence`第 ${groups} 组作废：${reason}`
      : sentence`${String(count)} 组作废（${groups}）：${reason}`,
};

const outcomes: Readonly<Record<GateOutcome, string>> = {
  better: '更好',
  equivalent: '等效',
  'worse-within-tolerance': '更差，在容差内',
  'within-limit': '在限值内',
  regression: '退化',
  'over-limit': '超出限值',
  undecided: '未定',
  undecidable: '无法确定',
  'not-exercised': '该场景未用到',
  'not-run': '未运行',
  'invalid-run': '未判定：运行无效',
};

const statuses: Readonly<Record<GateStatus, string>> = {
  pass: '通过',
  fail: '未通过',
  inconclusive: '未定',
  error: '未判定',
};

const headlineWords: Readonly<Record<GateStatus, string>> = {
  ...{ pass: '通过', fail: '不通过', inconclusive: '未定', error: '未判定' },
};

function nameReference(reference: GateReference): string {
  if (reference === 'none') return '';
  return reference === 'baseline' ? '相对基线' : `相对 ${reference.label} `;
}

function writeGateHeadline(headline: GateHeadline): Sentence {
  const { status, metric, reference, label, value, limitKind, threshold, count, total } = headline;
  const metricName = metric === 'wrongBodies' ? '错误响应' : chineseMetricNames[metric];
  const what = sentence`${name(label)} 的${metricName}`;
  const against = nameReference(reference);
  const limit = `${limitKind === 'at-most' ? '最多' : '至少'} ${threshold ?? '与基线相同'}`;
  const word = sentence`${headlineWords[status]}：`;
  const facts = sentence`${what}${against}为 ${value ?? '未测得'}，要求${limit}`;
  const [some, all] = [String(count), String(total)];
  switch (status) {
    case 'pass':
      return total === 1
        ? sentence`${word}${facts}。`
        : sentence`${word}${all} 项门禁全部通过。最接近限值的是：${facts}。`;
    case 'fail':
      return sentence`${word}${facts}。${all} 项门禁中 ${some} 项不通过。`;
    case 'inconclusive':
      return headline.notExercisedBy !== undefined
        ? sentence`${word}场景 ${name(headline.notExercisedBy)} 没有用到 ${name(label)} 与基线的不同之处，因此无从判定。${all} 项门禁中 ${some} 项未定。`
        : sentence`${word}${facts}，数据不足以判定。${all} 项门禁中 ${some} 项未定。`;
    case 'error':
      return sentence`${word}${what}；${all} 项门禁中 ${some} 项无法判定。`;
  }
}

export const chineseGates: GateMessages = {
  title: '门禁',
  headline: writeGateHeadline,
  counts: (counts) => {
    const told = (['fail', 'error', 'inconclusive', 'pass'] as const)
      .filter((status) => counts[status] > 0)
      .map((status) => sentence`${strong(String(counts[status]))} 项${statuses[status]}`);
    return sentence`${told.flatMap((item, index) => (index === 0 ? item : sentence`，${item}`))}。`;
  },
  none: () =>
    sentence`本次运行没有门禁。如需检查“p99 最多变差 5%”这类规则，请在配置中加入 ${code('gates')}，再运行 ${code('loadstone run')} 和 ${code('loadstone gate')}。`,
  reading: () =>
    sentence`区间完全在限值一侧，或按超出限值的组数，门禁才算通过或不通过；否则为未定。可检出：以这样的组数所能检出的最小变化。`,
  passed: (count) => `${count} 项通过`,
  cut: (shown, total) =>
    sentence`显示 ${String(shown)} / ${String(total)} 项，全部见 ${code('result.json')}。`,
  gate: '门禁',
  scenario: '场景',
  outcomeColumn: '结果',
  measured: '测得',
  mustBe: '要求',
  outcome: (outcome) => outcomes[outcome],
  status: (status) => statuses[status],
  metric: (metric, reference) => {
    const text = metric === 'wrongBodies' ? '错误响应' : chineseMetricNames[metric];
    return reference === 'none' ? text : `${text}，${nameReference(reference)}`;
  },
  limit: (kind, figure) => `${kind === 'at-most' ? '最多' : '至少'} ${figure ?? '与基线相同'}`,
};

export const chineseTimeline: TimelineMessages = {
  title: '随加压时间的变化',
  finding: (label, share, at) =>
    sentence`${name(label)} 的可用性最低为 ${strong(share)}，在 ${at}。`,
  allAvailable: (label) => sentence`${name(label)} 在每个时段都响应了全部请求。`,
  reading: (interval) =>
    sentence`每步 ${interval}，各组叠加：上为每秒成功响应，其下为 p50 和 p99，再下为成功占比。空缺处响应太少，不足以得出百分位。`,
  rate: '每秒成功响应',
  latency: '延迟（对数坐标）',
  availability: '成功',
  time: '自首个记录窗口起的加压时间',
  phase: '阶段',
  demand: '应发',
  dropped: '未发出',
  success: '成功率',
  others: (count) =>
    sentence`图中为基线和有时间线的最好方案；另有 ${String(count)} 个见 ${code('result.json')}。`,
  elsewhere: () =>
    sentence`方案较多时只绘制结论所在的场景；本场景的时间线见 ${code('result.json')}。`,
  none: () =>
    sentence`本次运行没有时间线：旧版本的运行未作记录。如需获得，请重新测量：${code('loadstone run')}。`,
  heatTitle: (label) => `${label} 的延迟随加压时间的分布`,
  heatFinding: (label, lowest, highest) =>
    sentence`${name(label)} 的延迟在 ${lowest} 至 ${highest} 之间。`,
  heatReading: () => sentence`一列为一段加压时间，一行为一段延迟；越亮，响应越多（对数坐标）。`,
  heatTable: () => '按延迟计数的响应',
  few: '少',
  many: '多',
};

export const chineseCost: CostMessages = {
  title: '每百万成功响应的成本',
  finding: (least, leastCost, most, mostCost) =>
    sentence`成本最低：${name(least)}，${strong(leastCost)}；最高：${name(most)}，${mostCost}。`,
  unpriced: () =>
    sentence`配置中没有价格，因此没有成本。如需获得，请加入 ${code('prices')}：每 CPU 小时和每 GiB 小时的价格；每百万成功响应所耗的小时数见下表。`,
  reading: (cpu, gib) =>
    sentence`服务、数据库和缓存的 CPU 按每小时 ${cpu}、服务的内存按每 GiB 小时 ${gib} 计；取各组的中位数。`,
  cost: (currency) => (currency === '' ? '成本' : `成本（${currency}）`),
  cpuHours: 'CPU 小时',
  gibHours: 'GiB 小时',
  assumptions: '换用其他价格',
  perCpuHour: '每 CPU 小时',
  perGibHour: '每 GiB 小时',
  recomputed: () => sentence`按您的价格和两列小时数计算，与各组的中位数略有差别。`,
};
