// The words of faults explained.
import { defineMessages } from '../document/messages/define.ts';

export const faultGlossary = defineMessages(
  {
    episode: {
      word: 'Episode',
      meaning:
        'A variant in fresh processes under load, one fault, its healing. It is repeated in each group; intervals are over groups, never over requests.',
    },
    recovered: {
      word: 'Recovered after',
      meaning:
        'From the start of healing to the first period in which latency, goodput and availability are close to those before. “Not recovered”: it took longer than was observed.',
    },
    userUptime: {
      word: 'User uptime',
      meaning:
        'Share of time, from the injection on, in which simulated users had a working service: up from a good request to the user’s next one, down from a bad one. Users who send or retry more count no more. “–”: the scenario does not tell users apart, or they returned too seldom.',
    },
    lostService: {
      word: 'Lost service',
      meaning: 'Missing goodput as seconds of full outage: half of it for 4 s is 2 s.',
    },
    budgetBurn: {
      word: 'Budget burn',
      meaning:
        'Errors from the injection on, divided by those the SLO allows in that time; above 1 the SLO is missed.',
    },
    void: {
      word: 'Void',
      meaning: 'The fault was injected but did not take effect, so nothing can be concluded.',
    },
  },
  {
    episode: {
      word: '片段',
      meaning:
        '一个方案以全新进程承受负载，注入一种故障，再修复。每组重复一次；区间以组为单位，从不以请求为单位。',
    },
    recovered: {
      word: '恢复用时',
      meaning:
        '自开始修复，到延迟、有效吞吐和可用性首次持续接近故障前为止。“未恢复”表示没有看到恢复：用时超过观察时长，超过多少未知。',
    },
    userUptime: {
      word: '用户可用时间',
      meaning:
        '自注入起，模拟用户能用上服务的时间占比：良好的请求之后直到同一用户的下一个请求为可用，否则为不可用。请求或重试更多的用户，权重并不更大。“–”表示场景未区分用户，或用户再次请求的间隔过长，无法判断。',
    },
    lostService: {
      word: '损失的服务',
      meaning: '缺失的有效吞吐折合成完全中断的秒数：一半缺失 4 秒，即为 2 秒。',
    },
    budgetBurn: {
      word: '预算消耗',
      meaning: '自注入起的错误与目标在此时段所允许的错误之比；大于 1 即未达目标。',
    },
    void: {
      word: '作废',
      meaning: '注入了故障但未生效：不能得出任何结论。',
    },
  },
);
