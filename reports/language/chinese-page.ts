// Headings, captions and labels of the page in Chinese.

import type { PlacementFacts, PlacementRole } from '../figures/launch-facts.ts';
import { chineseGlossary } from './chinese-glossary.ts';
import { formatChineseElapsed, nameInText } from './chinese-words.ts';
import type { EnvironmentKey, PageMessages } from './messages.ts';
import { code, name, sentence, strong } from './sentence.ts';

const environmentNames: Readonly<Record<EnvironmentKey, string>> = {
  run: '运行',
  started: '开始',
  ended: '结束',
  seed: '种子',
  planHash: '计划哈希',
  fingerprint: '环境指纹',
  host: '主机',
  os: '操作系统',
  cpu: '处理器',
  memory: '内存',
  node: 'Node.js',
  loadstone: 'Loadstone',
  commit: '提交',
  services: '依赖服务',
  driver: '负载生成器',
  cannotMeasure: '无法测量',
  placement: 'CPU 绑定',
};

const roleNames: Readonly<Record<PlacementRole, string>> = {
  service: '服务',
  generator: '负载生成器',
  database: 'PostgreSQL',
  cache: 'Redis',
};

function sayPlace({ roles, cpus }: PlacementFacts['places'][number]): string {
  const who = roles.map((role) => roleNames[role]).join('、');
  return `${who}${/[A-Za-z]$/.test(who) ? ' ' : ''}在 CPU ${cpus.join('、')} 上`;
}

export const chinesePage: PageMessages = {
  title: (run) => `${run}：方案对比`,
  skip: '跳到结论',
  language: '语言',
  theme: '配色',
  themeAuto: '跟随系统',
  themeLight: '浅色',
  themeDark: '深色',
  scenarios: '场景',
  verdictKicker: '结论',
  trustKicker: '本次运行可信吗？',
  trustValid: '可信。已检查：',
  checksPassed: (count) => `${count} 项检查通过`,
  trustInvalid: '不可信。已检查：',
  runTook: (elapsedMs) => sentence`用时 ${formatChineseElapsed(elapsedMs)}。`,
  timeShares: ({ measured, warmup, launch, rest }) =>
    sentence`其中 ${measured} 的时间在测量（预热 ${warmup}，启动 ${launch}，其余 ${rest}）。`,
  baselineLevels: (levels) => sentence`基线：${name(levels)}。`,
  placement: ({ places, swappedGroups, groups }) =>
    places.length === 0
      ? sentence`没有把进程绑定到 CPU。`
      : sentence`${places.map(sayPlace).join('；')}${swappedGroups > 0 ? `；${groups} 组中有 ${swappedGroups} 组互换` : ''}。`,
  cycles: ({ restarted, rebuilt }) => {
    const parts = [
      ...(restarted.length > 0 ? [`第 ${restarted.join('、')} 组之前重启 PostgreSQL`] : []),
      ...(rebuilt.length > 0 ? [`第 ${rebuilt.join('、')} 组之前重建模板数据库`] : []),
    ];
    return sentence`${parts.join('；')}。`;
  },
  runStatus: (status) => ({ complete: '完整', partial: '部分完成', interrupted: '被中断' })[status],
  figuresTitle: '测得的数据，不作判定',
  decisionTitle: (metric) => `选哪个方案？按${nameInText(metric)}排序`,
  decisionCaption: (metric, margin, higherIsBetter) =>
    sentence`圆点为${nameInText(metric)}相对基线的差异，线段为区间，灰色区域视为等效（${margin} 以内）；${higherIsBetter ? '越靠右越好' : '越靠左越好'}。空心圆点表示未定。`,
  intervalColumn: (margin) => `区间（灰色：等效，${margin} 以内）`,
  betterDirection: (towardsRight) => (towardsRight ? '更好 →' : '← 更好'),
  sectionFinding: (label, tied) =>
    tied.length === 0
      ? sentence`推荐：${name(label)}。`
      : sentence`推荐：${name(label)}，另有 ${String(tied.length)} 个方案与之并列。`,
  sectionOpen: () => sentence`此处没有可推荐的方案。`,
  drawnOnly: (drawn, total) =>
    sentence`图中为推荐方案、基线和其余最好的方案，共 ${String(drawn)} / ${String(total)} 个；全部数据见表格或 ${code('result.json')}。`,
  showTable: '显示表格',
  tableOfValues: '数据表',
  noData: (command) => sentence`本次运行未测量。如需测量：${code(command)}`,
  percentileTitle: '各百分位延迟',
  percentileAxis: '成功响应的百分位（对数概率坐标）',
  latencyAxis: '延迟（对数坐标）',
  percentileFinding: (label, p99, baseline, baselineP99) =>
    `${label} 的 p99 为 ${p99}，基线 ${baseline} 为 ${baselineP99}。`,
  percentileReading: sentence`越低越快。曲线由所有组的请求合并而成，少数较慢的组也会显现；色带为各组的范围；上表中的百分位数取自典型的组。斜线区域以上的样本不足 10 个，不可依赖。`,
  fewSamples: '样本不足 10 个',
  untrusted: '* 更高的样本不足 10 个，不可依赖',
  baselineTag: () => '基线',
  tierLegend: '从左到右：',
  count: '样本数',
  trustedUpTo: '可信至',
  othersGrey: '灰色：其他方案',
  drawnVariants: '显示：',
  multiplesTitle: '各方案单独显示',
  multiplesReading: (metric) =>
    metric === undefined
      ? sentence`左为 p99。细线为基线；坐标轴相同。色带为各组的范围。`
      : sentence`左为 p99，右为${nameInText(metric)}相对基线的差异；细线为基线，坐标轴相同。色带为各组的范围。`,
  multiplesTable: '数值见上图的表格。',
  zoom: '大小：',
  throughputTitle: '吞吐量',
  throughputFinding: (best, bestValue, least, leastValue) =>
    `吞吐量最高：${best}，${bestValue}；最低：${least}，${leastValue}。`,
  throughputAxis: (logarithmic) => (logarithmic ? '每秒请求数（对数坐标）' : '每秒请求数'),
  successTitle: '成功率',
  successAll: (requests) => `所有方案的 ${requests} 个响应全部符合预期。`,
  successFinding: (worst, share) => `成功率最低：${worst}，${share}。`,
  successAxis: '符合预期的响应占比',
  perGroupReading: sentence`小点为单个组，竖线为全部组的结果。`,
  wrongNotRanked: '✗ 响应有误，不参与排名。',
  resourcesTitle: '每请求资源消耗',
  resourcesFinding: (least, leastCpu, most, mostCpu) =>
    `每请求 CPU 最低：${least}，${leastCpu}；最高：${most}，${mostCpu}。`,
  resourcesAxis: '每请求 CPU 时间',
  resourcesReading: sentence`这些数据几乎不受机器繁忙程度影响，最为可靠。`,
  tierService: '服务',
  tierDatabase: '数据库',
  tierCache: '缓存',
  routesTitle: '各路由',
  route: '路由',
  succeeded: '成功',
  failed: '失败',
  timedOut: '超时',
  routesCut: (shown, total) =>
    sentence`显示 ${String(shown)} / ${String(total)} 行，全部见 ${code('result.json')}。`,
  correctnessTitle: '数据正确性',
  correctnessFinding: (checked, wrong) =>
    wrong === '0'
      ? sentence`核对了 ${strong(checked)} 个响应，内容全部正确。`
      : sentence`核对的 ${checked} 个响应中 ${strong(wrong)} 个内容有误：此时速度没有意义。`,
  checkedBodies: '核对数',
  wrongBodies: '有误',
  failureReasons: '最常见的原因',
  exercise: '是否用到',
  exerciseStatus: (status) =>
    ({
      exercised: '用到',
      'beside-the-point': '不相关',
      'not-exercised': '未用到',
      unknown: '未知',
    })[status],
  treatment: '配置',
  treatmentStatus: (status) =>
    ({
      'as-planned': '与计划一致',
      'not-offered': '未报告',
      'same-as-another': '与另一方案相同',
    })[status],
  warningsTitle: '警告',
  comparedTitle: '比较的内容',
  comparedIntro: (groups, variants, margin) =>
    sentence`${String(variants)} 个方案，${String(groups)} 组；差异在 ${margin} 以内视为等效。`,
  boldIsBaseline: '粗体为基线的水平。',
  factor: '因素',
  levels: '水平',
  notRunTitle: '未运行',
  trialsTitle: '试验',
  trialsReading: (included, total) =>
    sentence`以上数据均来自这些试验：共 ${String(total)} 个，计入 ${String(included)} 个。`,
  group: '组',
  slices: '切片',
  included: '计入',
  excluded: '未计入',
  groupStatus: (status) => ({ valid: '有效', void: '作废' })[status],
  started: '开始',
  elapsed: '用时',
  took: formatChineseElapsed,
  foreignCpu: '其他程序的 CPU',
  steal: 'CPU 窃取时间',
  launchOrder: '启动顺序',
  groupsTitle: '各组',
  environmentTitle: '环境',
  environmentName: (key) => environmentNames[key],
  dirtyTree: '含未提交的修改',
  nothing: '无',
  reproduceTitle: '重新运行',
  reproduceReading: (seed, planHash) =>
    sentence`种子 ${code(seed)}，计划 ${code(planHash)}。方案顺序相同，数值会在区间内变动。`,
  copy: '复制',
  copied: '已复制',
  readingTitle: '如何阅读本报告',
  glossary: chineseGlossary,
  footer: (version) =>
    sentence`由 Loadstone ${version} 根据 result.json 生成；页面本身只按您填写的价格计算成本。`,
};
