// Sentences of the document in Chinese: gates and recommendations; those of faults stand apart.
import { chineseFaultPhrases } from './chinese-fault-phrases.ts';

/** By code, with the placeholders of the English sentence. */
export const chinesePhrases: Readonly<Record<string, string>> = {
  ...chineseFaultPhrases,
  'fault-gate-unasked': '未判定任何内容：它所针对的故障都没有测量。',
  'fault-gate-void': '已尝试，但不说明任何问题：{reason}',
  'fault-gate-not-measured': '未测量：{reason}',
  'reason-unknown': '原因未知。',
  'fault-gate-invalid-run': '本次运行无效，因此不作判定。',
  'fault-gate-few-groups': '{groups} 组的{what}为 {share}，组数太少，无法判定；要求至少 {limit}。',
  'fault-gate-share': '{groups} 组的{what}为 {share} {range}；要求至少 {limit}。',
  'fault-gate-time': '{what}{time}；要求至多 {limit}。',
  'fault-gate-time-few': '少于 {fewest} 组时不作判定。',
  'fault-gate-no-time': '{what}没有数据；要求至多 {limit}。',
  availability: '可用性',
  'user-uptime': '用户可用时间',
  'user-uptime-unknown': '用户可用时间未知：场景没有区分用户，或故障前他们返回得太少。',
  recovery: '恢复',
  'longest-outage': '最长中断',
  'time-open': '在 {groups} 组中的 {censored} 组里，{time} 后仍未结束',
  'time-partly-open': '至少需 {low}，且在 {groups} 组中的 {censored} 组里，{time} 后仍未结束',
  'time-known': '在 {groups} 组中需 {range}',
  'time-range': '{low} 至 {high}',
  'fault-gate-writes':
    '{acknowledged} 次已确认的写入中有 {count} 次有误（丢失 {lost}，重复 {duplicated}，无人发出 {phantom}，被拒绝 {resurrected}，金额不符 {wrongAmount}，被覆盖 {lostUpdates}）；要求至多 {limit} 次。',
  'not-audited': '未核对：{reason}',
  'fault-gate-no-limit': '实验没有声明陈旧限值。',
  'fault-gate-stale':
    '{reads} 次对已更改数据的读取中，有 {count} 次陈旧超过 {age}；要求至多 {limit} 次。',

  'gate-subject': '{variant} 在 {scenario}（{load}）下的{metric}',
  'gate-invalid-run': '{subject}未判定：本次运行无效。',
  'gate-not-measured': '{subject}未判定：该方案未测量。',
  'gate-not-compared': '{subject}在 {groups} 组中无法比较。',
  'gate-relative': '{subject}与基线相差 {value} {interval}（{groups} 组）；允许差 {tolerance}。',
  'gate-little-data': '{subject}的数据太少（{groups} 组）。',
  'gate-at-most': '{subject}为 {value}（{groups} 组）；要求至多 {limit}。',
  'gate-at-least': '{subject}为 {value}（{groups} 组）；要求至少 {limit}。',
  'advise-mend': '请消除原因后重新运行；未判定的门禁不会通过。',
  'advise-comparison': '请看报告中的同一比较：每请求的 CPU 与数据库调用说明时间用在何处。',
  'advise-wrong-data': '数据错误高于一切速度：请看该方案的失败原因。',
  'advise-groups': '请看报告中每组的数字。',
  'advise-undecidable': '此处无法判定。',
  'advise-detectable': '小于 {least} 的变慢在此处检测不出。',
  'advise-quieter': '请放宽容差或增加组数，改为判定每请求 CPU，或使用更安静的机器。',
  'advise-little-data': '数据太少，说不出还需多少组才能判定。',
  'advise-more': '约再加 {groups} 组即可判定：`loadstone gate --more <id> --groups {groups}`。',

  'few-cpus':
    '{level} 需要 {total} 个 CPU 才能公平比较（服务 {service} 个，负载生成器 1 个）；这里只给了服务 {given} 个，测到的只是开销。',
  'advise-few-cpus': '请在至少有 {total} 个 CPU 的机器上测量，或去掉这个水平。',
  'choose-best': '在优于基线且应答正确的方案中，其{metric}估计值最好；{others}。',
  'others-behind': '其余方案都不如它，或被排除，或未判定',
  'others-tied': '另有 {count} 个方案与它未能区分',
  'keep-baseline':
    '没有应答正确的方案显示出{metric}优于基线：{equivalent} 个等效，{inconclusive} 个未定，{worse} 个更差，{barred} 个被排除。',
};
