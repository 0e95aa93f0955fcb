// The words of a report explained in Chinese.

/** Words and their meaning; `margin` as `5%`. */
export function chineseGlossary(margin: string): readonly { word: string; meaning: string }[] {
  return [
    {
      word: '组',
      meaning:
        '所有方案全新启动、并排运行，按随机顺序轮流加压。以组为统计单位：增加请求数不会提高可信度，增加组数才会。',
    },
    {
      word: '区间',
      meaning:
        '与基线的真实差异可能所在的范围。每个差异都在同一组内取得，机器一时变慢会同时影响双方。',
    },
    { word: '更好、更差', meaning: `整个区间在零差异的同一侧，且不全在 ${margin} 以内。` },
    { word: '等效', meaning: `整个区间在基线上下 ${margin} 以内：就此目的而言相同。` },
    { word: '未定', meaning: '区间太宽，无法判断。这不等于“没有差异”：多运行几组即可知道。' },
    { word: '并列', meaning: '与推荐方案无显著差异。请按成本或简单程度选择。' },
    {
      word: 'p50、p95、p99',
      meaning: '一半、95%、99% 的成功响应不慢于此值。失败从不算作快速响应。',
    },
    { word: '成功率', meaning: '按时返回且状态符合预期的响应占比；其余均为失败。' },
  ];
}
