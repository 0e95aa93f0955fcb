// Scaling: how throughput grows with copies or connections, and where it stops.
import { defineMessages } from '../document/messages/define.ts';

export const scaling = defineMessages(
  {
    title: 'Scaling',
    factorIs: '<name>{factor}</name> = {size}',
    connectionsAre: '{count, plural, one {{size} connection} other {{size} connections}}',
    peak: 'Throughput peaks at {peak} (interval {lower} to {upper}), at <b>{rps}</b> req/s.',
    peakBeyond:
      'Throughput still grows at {largest}, to <b>{gain}</b> that at {smallest}; it would peak at {peak} (interval {lower} to {upper}), which is beyond what was measured.',
    peakOpen:
      'No peak within what was measured: throughput at {largest} is <b>{gain}</b> that at {smallest}. A peak, if there is one, lies at {lower} or beyond.',
    peakUnknown:
      'No peak within what was measured: throughput at {largest} is <b>{gain}</b> that at {smallest}. Whether and where there is one, these data do not say.',
    peakUnbounded:
      'Throughput peaks at about {peak}, but the data do not rule out that it grows on: the interval begins at {lower} and has no end.',
    place:
      'Scenario <name>{scenario}</name>{hasLoad, select, true {, {load}} other {}}{hasLabel, select, true {, <name>{label}</name>} other {}}.',
    reading:
      'X(N) = λN ÷ (1 + σ(N−1) + κN(N−1)), the universal scalability law, fitted to the means of {groups, plural, one {# group} other {# groups}}. Small dots are groups, large ones their means; the band is the {confidence} interval of the curve, the dashed line is linear scaling.',
    untested:
      'Three sizes always lie on the curve, so whether growth has this form was not tested; a fourth size would.',
    misfit: 'The mean of a size is off the curve by {share} at most.',
    lambda: 'λ, throughput of size 1, req/s',
    sigma: 'σ, contention: the share that only one can do at a time',
    kappa: 'κ, coherency: what each pair has to agree on',
    peakRow: 'N*, size with the most throughput',
    coefficient: 'coefficient',
    value: 'value',
    interval: '{confidence} interval',
    noEnd: '{lower} or more',
    none: 'none',
    size: 'size',
    throughput: 'throughput, req/s',
    groupsRps: 'groups, req/s',
    connections: 'connections',
    yAxis: 'throughput, requests/s',
    linear: 'linear',
    notFitted: 'No scaling law for {what}: {reason}',
    ofFactor: '<name>{factor}</name>',
    absent:
      'No factor has levels with a <code>size</code>, and no scenario has three closed loads.',
  },
  {
    title: '扩展性',
    factorIs: '<name>{factor}</name> = {size} ',
    connectionsAre: '{count, plural, other {{size}}} 个连接',
    peak: '吞吐量在 {peak}时达到峰值（区间 {lower} 至 {upper}），每秒 <b>{rps}</b> 个请求。',
    peakBeyond:
      '到 {largest}时吞吐量仍在增长，为 {smallest}时的 <b>{gain}</b>；预计在 {peak}时达到峰值（区间 {lower} 至 {upper}），已超出测量范围。',
    peakOpen:
      '测量范围内没有峰值：{largest}时的吞吐量为 {smallest}时的 <b>{gain}</b>。峰值如果存在，在 {lower} 或更大处。',
    peakUnknown:
      '测量范围内没有峰值：{largest}时的吞吐量为 {smallest}时的 <b>{gain}</b>。是否存在峰值、位于何处，这些数据无法说明。',
    peakUnbounded:
      '吞吐量约在 {peak}时达到峰值，但数据不能排除其继续增长：区间始于 {lower}，没有上限。',
    place:
      '场景 <name>{scenario}</name>{hasLoad, select, true {，{load}} other {}}{hasLabel, select, true {，<name>{label}</name>} other {}}。',
    reading:
      'X(N) = λN ÷ (1 + σ(N−1) + κN(N−1))，即通用扩展定律（USL），按 {groups, plural, other {#}} 组的均值拟合。小点为各组，大点为均值；色带为曲线的 {confidence} 区间，虚线为线性扩展。',
    untested: '三种规模总能落在曲线上，因此增长是否符合这种形式未经检验；需要第四种规模。',
    misfit: '各规模的均值与曲线最多相差 {share}。',
    lambda: 'λ：规模为 1 时的吞吐量，请求/秒',
    sigma: 'σ：争用，即同一时刻只能由一方完成的部分',
    kappa: 'κ：一致性，即两两之间需要协调的部分',
    peakRow: 'N*：吞吐量最高的规模',
    coefficient: '系数',
    value: '数值',
    interval: '{confidence} 区间',
    noEnd: '{lower} 或更大',
    none: '无',
    size: '规模',
    throughput: '吞吐量，请求/秒',
    groupsRps: '各组，请求/秒',
    connections: '连接数',
    yAxis: '吞吐量，请求/秒',
    linear: '线性',
    notFitted: '没有得出 {what} 的扩展定律：{reason}',
    ofFactor: '<name>{factor}</name>',
    absent: '没有任何因素的水平带有 <code>size</code>，也没有场景使用三种闭环负载。',
  },
);
