// Names of metrics inside a Chinese sentence, and lists of things.
import { type MetricName, metrics, nameMetrics } from '../document/metrics.ts';
import { type Sentence, sentence, toPlainText } from './sentence.ts';

export const chineseMetricNames = nameMetrics('zh');

/** The name inside a sentence: Latin letters stand apart from the Chinese before them. */
export function nameInText(metric: MetricName): string {
  const text = metrics[metric].name.zh;
  return /^[\x21-\x7e]/.test(text) ? ` ${text}` : text;
}

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
