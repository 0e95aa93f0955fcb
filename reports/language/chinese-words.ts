// Chinese names of metrics, and lists of things.
import type { MetricName } from '../document/result.ts';
import { type Sentence, sentence, toPlainText } from './sentence.ts';

export const chineseMetricNames: Readonly<Record<MetricName, string>> = {
  throughputRps: '吞吐量',
  latencyP50Us: 'p50 延迟',
  latencyP90Us: 'p90 延迟',
  latencyP95Us: 'p95 延迟',
  latencyP99Us: 'p99 延迟',
  latencyP999Us: 'p99.9 延迟',
  latencyMeanUs: '平均延迟',
  serviceTimeP50Us: 'P50 服务时间',
  serviceTimeP99Us: 'P99 服务时间',
  successRatio: '成功率',
  cpuPerRequestUs: '每请求 CPU',
  serviceCpuPerRequestUs: '每请求服务 CPU',
  databaseCpuPerRequestUs: '每请求数据库 CPU',
  cacheCpuPerRequestUs: '每请求缓存 CPU',
  databaseCallsPerRequest: '每请求数据库调用',
  databaseBuffersPerRequest: '每请求数据库缓冲页',
  walBytesPerRequest: '每请求 WAL',
  cacheHitRatio: '缓存命中率',
  rssBytes: '内存',
  costPerMillion: '每百万请求成本',
};

/** The name inside a sentence: Latin letters stand apart from the Chinese before them. */
export function nameInText(metric: MetricName): string {
  const text = chineseMetricNames[metric];
  return /^[\x21-\x7e]/.test(text) ? ` ${text}` : text;
}

export const chineseMetricColumns: Readonly<Record<MetricName, string>> = {
  ...chineseMetricNames,
  throughputRps: '请求/秒',
  latencyP50Us: 'p50',
  latencyP90Us: 'p90',
  latencyP95Us: 'p95',
  latencyP99Us: 'p99',
  latencyP999Us: 'p99.9',
  latencyMeanUs: '平均',
  cpuPerRequestUs: 'CPU/请求',
  serviceCpuPerRequestUs: '服务 CPU',
  databaseCpuPerRequestUs: '数据库 CPU',
  cacheCpuPerRequestUs: '缓存 CPU',
  databaseCallsPerRequest: '数据库调用',
  databaseBuffersPerRequest: '缓冲页',
  walBytesPerRequest: 'WAL',
};

/** `甲`, `甲和乙`, `甲、乙和 p99`; above five the rest is counted. Latin letters stand apart from 和. */
export function joinChinese(items: readonly Sentence[]): Sentence {
  const tooMany = items.length > 5;
  const shown = tooMany ? items.slice(0, 4) : items.slice(0, -1);
  const last = tooMany
    ? sentence`其余 ${String(items.length - 4)} 个方案`
    : (items.at(-1) ?? sentence``);
  if (shown.length === 0) return last;
  const commas = shown.flatMap((item, index) => (index === 0 ? item : sentence`、${item}`));
  const before = /[\x21-\x7e]$/.test(toPlainText(commas)) ? ' ' : '';
  const after = /^[\x21-\x7e]/.test(toPlainText(last)) ? ' ' : '';
  return sentence`${commas}${before}和${after}${last}`;
}

/** `42 秒`, `3 分 20 秒`, `2 小时 05 分`. */
export function formatChineseElapsed(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  if (seconds < 60) return `${seconds} 秒`;
  const minutes = Math.floor(seconds / 60);
  if (minutes < 60) return `${minutes} 分 ${String(seconds % 60).padStart(2, '0')} 秒`;
  return `${Math.floor(minutes / 60)} 小时 ${String(minutes % 60).padStart(2, '0')} 分`;
}
