// Cost of a million good responses.
import { defineMessages } from '../document/messages/define.ts';

export const cost = defineMessages(
  {
    title: 'Cost per million good responses',
    finding:
      'Lowest cost: <name>{least}</name>, <b>{leastCost}</b>. Highest: <name>{most}</name>, {mostCost}.',
    unpriced:
      'The config has no prices, so there is no cost. To see it, add <code>prices</code> with the price of a CPU hour and of a GiB hour; the table shows how much of both a million good responses take.',
    reading:
      'CPU of service, database and cache at {cpu} an hour, memory of the service at {gib} a GiB hour; median of the groups.',
    cost: 'Cost',
    costIn: 'Cost, {currency}',
    cpuHours: 'CPU hours',
    gibHours: 'GiB hours',
    assumptions: 'Other prices',
    perCpuHour: 'a CPU hour',
    perGibHour: 'a GiB hour',
    recomputed:
      'Computed from your prices and the two columns of hours; it may differ slightly from the median of the groups.',
  },
  {
    title: '每百万成功响应的成本',
    finding:
      '成本最低：<name>{least}</name>，<b>{leastCost}</b>；最高：<name>{most}</name>，{mostCost}。',
    unpriced:
      '配置中没有价格，因此没有成本。如需获得，请加入 <code>prices</code>：每 CPU 小时和每 GiB 小时的价格；每百万成功响应所耗的小时数见下表。',
    reading:
      '服务、数据库和缓存的 CPU 按每小时 {cpu}、服务的内存按每 GiB 小时 {gib} 计；取各组的中位数。',
    cost: '成本',
    costIn: '成本（{currency}）',
    cpuHours: 'CPU 小时',
    gibHours: 'GiB 小时',
    assumptions: '换用其他价格',
    perCpuHour: '每 CPU 小时',
    perGibHour: '每 GiB 小时',
    recomputed: '按您的价格和两列小时数计算，与各组的中位数略有差别。',
  },
);
