// The effects of factors in Chinese.
import { chineseMetricNames, joinChinese, nameInText } from './chinese-words.ts';
import type { EffectMessages, SimpleFacts } from './effect-messages.ts';
import { code, name, type Sentence, sentence, strong } from './sentence.ts';

const joinNames = (names: readonly string[]): Sentence =>
  joinChinese(names.map((one) => [name(one)]));

function writeSimple({ metric, factor, from, to, parts }: SimpleFacts): Sentence {
  const told = parts.flatMap(({ given, ratio, isReal }, index) => {
    const before = index === 0 ? '' : '，';
    return isReal
      ? sentence`${before}${name(given)} 时为 ${strong(ratio)}`
      : sentence`${before}${name(given)} 时为 ${ratio}（与无影响无显著差异）`;
  });
  return sentence`${name(factor)} 由 ${name(from)} 改为 ${name(to)}，${chineseMetricNames[metric]}变为：${told}。`;
}

export const chineseEffects: EffectMessages = {
  title: '因素的影响',
  finding: (shares) => {
    const told = shares.flatMap(({ label, share }, index) =>
      index === 0
        ? sentence`${name(label)} 解释了 ${strong(share)} 的差异`
        : sentence`，${name(label)} 解释了 ${share}`,
    );
    return sentence`${told}。`;
  },
  nothingReal: () => sentence`没有任何因素的影响显著。`,
  independent: (label, bounds) =>
    sentence`没有显著的交互作用：就此而言，各因素可以单独解读。最不确定的是 ${name(label)}，${bounds}；若嫌太宽，请增加组数。`,
  dependent: (factors) =>
    sentence`${joinNames(factors)} 相互依赖：按另一因素平均后的影响会误导，须一起解读。`,
  deeper: (factors) =>
    sentence`${joinNames(factors)} 之间如何依赖，须同时看所有这些因素：各种组合见表格。`,
  simple: writeSimple,
  more: (count) => sentence`另有 ${String(count)} 项改变取决于其他因素：见 HTML 报告中的表格。`,
  aliased: (label, aliases) =>
    sentence`在这个部分析因设计中，${name(label)} 与 ${joinNames(aliases)} 无法区分：需用 ${code('full')} 设计才能分清。`,
  averaged: () => sentence`* 仅为平均：它取决于另一因素。`,
  noise: (groups, error, drift) =>
    sentence`依据 ${String(groups)} 个包含全部组合的组。组内差异中噪声占 ${error}；组间的机器漂移占总差异的 ${drift}，已另行剔除。`,
  reading: (metric, higherIsBetter) =>
    sentence`圆点为${nameInText(metric)}的倍数（${higherIsBetter ? '越靠右越好' : '越靠左越好'}），线段为区间；空心圆点表示与无影响无显著差异。交互作用（×）表示一个因素的影响在另一因素的另一水平上变为几倍。`,
  noDesign: () =>
    sentence`哪些因素重要、它们是否相互依赖，只有把各水平交叉组合才能看出。请在配置或预设中设置 ${code("design: 'full'")}（四个以上两水平因素可用 ${code("design: 'fraction'")}），并至少运行三组。`,
  incomplete: () =>
    sentence`包含全部水平组合的组太少，无法分清各影响：请看警告，补齐所缺并增加组数。`,
  effect: '影响',
  share: '占差异',
  ratio: '倍数',
  readColumn: '如何解读',
  real: '确有影响',
  notTold: '与无影响无显著差异',
  notExercised: '该场景未用到',
  dependsOn: (factors) => `仅为平均：取决于 ${factors.join('、')}`,
  axis: (metric) => `${chineseMetricNames[metric]}的倍数（对数坐标）`,
  drawnOnly: (drawn, total) =>
    sentence`图中为 ${String(drawn)} / ${String(total)} 项，各交互作用只取最强的；全部见表格。`,
  interactionTitle: (factors) => `${factors.join(' 与 ')} 如何相互依赖`,
  interactionReading: () => sentence`若无交互作用，线应是水平的。竖线为区间；1× 表示无影响。`,
  panel: (factor, from, other) => `${factor} 的影响（相对 ${from}），按 ${other} 分`,
  change: '改变',
  given: '条件',
};
