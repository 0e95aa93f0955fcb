// What checks and warnings of older documents are about, which have no codes, in Chinese.
import type { Language } from '../document/messages/format.ts';

const checks: Readonly<Record<string, string>> = {
  'enough-valid-groups': '有效组足够',
  'void-groups-within-limit': '作废组不超限',
  'requests-add-up': '请求数目对得上',
  'service-counter-agrees': '服务自己的计数一致',
  'service-loaded': '服务确实承受了负载',
  'variants-as-planned': '各方案符合计划',
  'order-randomised': '顺序随机',
  'generator-not-the-bottleneck': '负载生成器不是瓶颈',
  'generator-has-its-cpu': '负载生成器有 CPU 可用',
  'generator-event-loop-on-time': '负载生成器的事件循环准时',
  'sends-on-time': '请求准时发出',
  'rate-kept': '保持了要求的速率',
  'connections-as-asked': '连接数符合要求',
  'bodies-checked': '核对了响应内容',
  'foreign-cpu-within-limit': '其他程序占用的 CPU 不超限',
  steal: '宿主机占去的 CPU 时间',
  'cpu-pressure': '等待 CPU 的程度',
  'clock-steady': '时钟平稳',
  'placement-fixed': '进程与 CPU 的绑定固定',
  'faults-measured': '各故障已测量',
  'enough-groups': '组数足够',
  'request-logs-whole': '请求日志完整',
  'steady-before-the-fault': '故障前运行平稳',
  'data-audited': '数据已核对',
};

const warnings: Readonly<Record<string, string>> = {
  CACHE_NOT_STEADY: '缓存命中率仍在变化',
  COUNTER_DISAGREES: '服务自己的计数不一致',
  CPU_INCOMPLETE: 'CPU 时间不全',
  DIFFERENCE_NOT_STEADY: '与基线的差异仍在变化',
  DRIVER_CAVEAT: '负载生成器的提示',
  EPISODE_VOID: '有片段作废',
  EXERCISE_UNKNOWN: '不知水平是否起作用',
  FACTORIAL_INCOMPLETE: '因子效应无法完整分析',
  FAILURES: '失败太多',
  FEW_CPUS: 'CPU 太少',
  FEW_GROUPS: '组数太少',
  FEW_SAMPLES: '样本太少',
  GENERATOR_SATURATED: '负载生成器达到极限',
  GROUPS_LEFT_OUT: '有组未纳入比较',
  NOT_EXERCISED: '该场景未用到',
  BODIES_SAMPLED: '内容核对只查看了一部分响应',
  GROUPS_DISAGREE: '各组结果不一致',
  GROUPS_NOT_INDEPENDENT: '各组不独立',
  GROUP_VOID: '有组作废',
  NOTHING_SENT: '没有发出请求',
  NOT_CONSERVED: '请求数目对不上',
  NOT_MEASURED: '未测量',
  NOT_MONOTONE: '各速率的结果互相矛盾',
  NO_RIGHT_ANSWER: '没有正确的响应',
  RATE_CAP: '已到速率上限',
  RUN_NOT_COMPLETE: '运行未完成',
  SPEED_CHECKS_MISSED: '脚本的时间要求未达到',
  SATURATED: '方案跟不上负载',
  TREND: '测量期间仍在变化',
  UNCOMMITTED_CHANGES: '有未提交的更改',
  ONE_OCCASION: '每次运行只在一个时段进行',
  HIDDEN_VALUES: '未记录的值在不同机器上哈希，无法比较',
  VARIANT_NOT_RUN: '有方案未运行',
  WARMUP_NOT_STEADY: '预热结束时尚未稳定',
  WRONG_ANSWERS: '有错误的响应',
  WRONG_BODIES: '有错误的响应',
};

const lookUp = (table: Readonly<Record<string, string>>, key: string): string | undefined =>
  Object.hasOwn(table, key) ? table[key] : undefined;

/** What a check or a warning of an older document is about, before its English text; undefined in English. */
export const titleCheck = (language: Language, key: string): string | undefined =>
  language === 'zh' ? lookUp(checks, key) : undefined;
export const titleWarning = (language: Language, code: string): string | undefined =>
  language === 'zh' ? lookUp(warnings, code) : undefined;
