// The messages in Chinese, as ICU messages.
import { defineMessages } from './templates.ts';

export const zh = defineMessages({
  'every-variant': '每个方案',
  'watch-variants': '{fault}：{variants}——{what}。',
  'watch-single-point': '{fault}：单点故障，故障期间没有一个方案能良好应答请求。',
  'watch-all-down': '{fault}：故障期间没有一个方案能良好应答一半的请求：{shares}。',
  'watch-some-down': '{fault}：以下方案在故障期间良好应答的请求不到一半：{shares}。',
  'watch-unknown': '{fault}：{all} 个方案中有 {count} 个情况未知。',
  'share-of-variant': '{variant}（{share}）',
  'data-wrong': '数据有误：{wrong}',
  'wrong-lost': '{count} 次已确认的写入丢失',
  'wrong-duplicated': '{count} 次写入重复执行',
  'wrong-resurrected': '{count} 次被拒绝的写入仍然生效',
  'wrong-phantom': '{count} 次写入无人发出却存在',
  'wrong-wrongAmount': '{count} 次写入金额不符',
  'wrong-lostUpdates': '{count} 次更新被覆盖',
  'wrong-rule': '规则“{rule}”被违反',
  'slower-than-before':
    '{groups} 组中有 {censored} 组应答恢复良好，但仍比故障前慢（观察了 {watched}）',
  'never-recovered': '{groups} 组中有 {censored} 组服务始终未恢复（观察了 {watched}）',
  'slow-recovery': '自开始修复起需 {time} 才恢复',
  'stale-reads': '{count} 次读取的数据超过允许的陈旧时间，最多 {age}',
  'watch-few-groups':
    '方案之间的差异仅为数值：只有 {groups} 组时，每一项差异都可能出于偶然；要在 {count} 项比较中判定一项，至少需要 {fewest} 组。',
  'worse-than-baseline': '可用性比 {baseline} 低 {points} 个百分点',
  'found-lost': '已确认，但数据中没有：{count} 次写入（<items>{examples}</items>）。',
  'found-phantom': '数据中有，却无人发出：{count} 次写入（<items>{examples}</items>）。',
  'found-resurrected': '已明确拒绝，数据中却有：{count} 次写入（<items>{examples}</items>）。',
  'found-duplicated': '数据中不止一份：{count} 次写入（<items>{examples}</items>）。',
  'found-wrong-amount': '数据中的金额与本意不同：{count} 次写入（<items>{examples}</items>）。',
  'found-shared-version':
    '两次写入都被告知产生了同一版本：{count} 个版本（<items>{examples}</items>）。',
  'found-older-version':
    '数据中的版本旧于已确认的版本：{count} 条记录（<items>{examples}</items>）。',
  'found-rule': '规则“{rule}”被 {count} 行违反。',
  'found-stale': '超过允许的 {limitMs} 毫秒：{count} 次读取，最旧 {mostMs} 毫秒。',
  'version-of': '{entity} 的版本 {version}',
  'version-behind': '{entity} 为 {current}，而非 {acknowledged}',
  'and-more': '另有 {count} 个',
  'audit-none': '没有核对过任何片段。',
  'audit-some-blind': '{episodes} 个片段中有 {count} 个：{reasons}',
  'audit-no-write': '没有一次写入得到确认，因此没有可丢失的数据。',
  'audit-not-configured': '配置中既没有 faults.audit.operations，也没有 faults.audit.path。',
  'audit-no-database': '该方案没有数据库。',
  'audit-earlier-writes':
    '本轮的 {count} 次写入在开始前就已在数据中：服务每次启动都需要自己的数据（target.dataFolderEnv）。',
  'audit-status': '{path} 返回状态 {status}。',
  'turn-never-came': '运行在轮到它之前就结束了。',
  'no-demand': '有一个阶段没有任何应到的请求。',
  'not-good-before': '故障前没有一个请求得到良好应答。',
  'no-effect': '故障未生效：{evidence}',
  'not-applied': '无法注入故障：{cause}',
  'no-redis': '该方案没有 Redis。',
  'foreign-redis': 'Redis 由 URL 指定，可能另有他人使用。',
  'no-own-database': '该方案没有自己的数据库。',
  'foreign-postgres': 'PostgreSQL 由 URL 指定，可能另有他人使用。',
  'no-link-to-service': '该方案与服务之间没有连接。',
  'no-link-to-postgres': '该方案与 PostgreSQL 之间没有连接。',
  'no-link-to-redis': '该方案与 Redis 之间没有连接。',
  'foreign-service': '服务由 URL 指定，其进程未知。',
  'service-gone': '服务没有运行。',
  'single-process': '服务只有一个进程。',
  'no-agent': '服务启动时没有载入 agent。',
  'agent-not-loaded': '服务没有一个进程载入 agent：它不是 Node，或版本低于 18.18。',
  'fault-gate-unasked': '未判定任何内容：它所针对的故障都没有测量。',
  'fault-gate-void': '已尝试，但不说明任何问题：{reason}',
  'fault-gate-not-measured': '未测量：{reason}',
  'reason-unknown': '原因未知。',
  'fault-gate-invalid-run': '本次运行无效，因此不作判定。',
  'fault-gate-average': '{what}平均为 {share}，最差组为 {worst}；要求至少 {limit}。',
  'fault-gate-time': '{what}{time}；要求至多 {limit}。',
  'fault-gate-more': '再运行约 {groups} 组即可判定。',
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
  'gate-typical-at-most': '{subject}在典型组为 {value}，最差组为 {worst}；要求最多 {limit}。',
  'gate-typical-at-least': '{subject}在典型组为 {value}，最差组为 {worst}；要求至少 {limit}。',
  'gate-share-at-most': '{subject}按全部请求计为 {value}，最差组为 {worst}；要求最多 {limit}。',
  'gate-share-at-least': '{subject}按全部请求计为 {value}，最差组为 {worst}；要求至少 {limit}。',
  'gate-count': '{subject}：{groups} 组共 {value}；要求最多 {limit}。',
  'gate-none-broken': '{groups} 组中没有一组超出限值。',
  'gate-some-broken': '{groups} 组中有 {broken} 组超出限值。',
  'gate-groups-unknown': '有 {unknown} 组的请求太少，得不出该指标。',
  'gate-typical-epoch-at-most':
    '{subject}在典型时段为 {value}，最差组为 {worst}；要求最多 {limit}。',
  'gate-typical-epoch-at-least':
    '{subject}在典型时段为 {value}，最差组为 {worst}；要求至少 {limit}。',
  'gate-none-broken-epochs': '{epochs} 个时段的 {groups} 次启动中没有一次超出限值。',
  'gate-some-broken-epochs':
    '{groups} 次启动中有 {broken} 次超出限值：{epochs} 个时段中有 {brokenEpochs} 个出现过，其中 {wholly} 个时段每次启动都超出。',
  'gate-epochs-unknown': '有 {unknown} 个时段含有请求太少的组，得不出该指标。',
  'gate-shows-most': '超出限值的启动最多占 {most}（置信度 95%）。',
  'gate-shows-more': '超出限值的启动超过 {most}（置信度 {confidence}）。',
  'gate-fails-on-average': '各次启动的平均值超出限值（置信度 99%）。',
  'gate-shows-neither': '既不能表明超出限值的启动最多占 {most}，也不能表明更多。',
  'gate-misses':
    '每 10 次启动有 1 次超出限值的服务，在 {miss} 的此类运行中也会通过；设 `badLaunchesRatio: 0.1` 并运行 {groups} 组即可识别。',
  'gate-misses-epochs':
    '每 10 个时段有 1 个超出限值的服务，在 {miss} 的此类运行中也会通过；设 `badLaunchesRatio: 0.1` 并运行 {groups} 个时段即可识别。',
  'advise-mend': '请消除原因后重新运行；未判定的门禁不会通过。',
  'advise-comparison': '请看报告中的同一比较：每请求的 CPU 与数据库调用说明时间用在何处。',
  'advise-wrong-data': '数据错误高于一切速度：请看该方案的失败原因。',
  'advise-groups': '请看报告中每组的数字。',
  'advise-undecidable': '此处无法判定。',
  'advise-detectable': '小于 {least} 的变慢在此处检测不出。',
  'advise-quieter': '请放宽容差或增加组数，改为判定每请求 CPU，或使用更安静的机器。',
  'advise-little-data': '数据太少，说不出还需多少组才能判定。',
  'advise-more': "约再加 {groups} 组即可判定：`loadstone gate --more '<'id'>' --groups {groups}`。",
  'advise-more-epochs':
    "约再加 {epochs} 个时段即可判定：同一时段的各次启动只计一次（改日运行 `loadstone gate --more '<'id'>'`）。",
  'advise-more-of-run':
    '约再加 {groups} 组即可判定：`loadstone gate --more {run} --groups {groups}`。',
  'advise-more-epochs-of-run':
    '约再加 {epochs} 个时段即可判定：同一时段的各次启动只计一次（改日运行 `loadstone gate --more {run}`）。',
  'advise-epochs-disagree':
    '同一时段的各次启动对限值结论不一，再加多少时段能够判定尚不可知；请看报告中每组的数字。',
  'exercise-counter': '{label}：{sign} 每请求增加 {figure}；下限为 {limit}。',
  'exercise-counter-still': '{label}：{requests} 个请求期间 {sign} 没有增加。',
  'exercise-moving': '{label}：{sign} 中有 {count} 个每请求至少增加 {figure}；下限为 {limit}。',
  'exercise-no-request': '{label}：没有计到任何请求，因此无从得知。',
  'exercise-no-group': '{label}：没有有效的组，因此无从得知。',
  'exercise-no-counters': '{label}：无法读取 {sign}；服务不提供计数器。',
  'exercise-no-counter': '{label}：服务不提供计数器 {sign}；最相近的是 {nearest}。',
  'exercise-index': '{label}：至多 {figure} 的语句或语句时间用到了 {sign}；下限为 {limit}。',
  'exercise-index-still': '{label}：未计到对 {sign} 的扫描。',
  'exercise-same-indexes': '{label} 没有 {other} 所缺的索引。',
  'exercise-no-index': '{label}：数据库中没有索引 {sign}。',
  'exercise-no-indexes': '{label}：无法读取索引扫描次数。',
  'exercise-too-short':
    '{label}：未见对 {sign} 的扫描，但测量太短，无法断定；每组请至少测量 2 秒。',
  'gate-not-exercised': '{subject}未判定：该场景没有用到此方案与基线的不同之处。',
  'advise-exercise': '请在用到该方案的场景下判定，或将其移出此门禁。',
  'sweep-not-exercised':
    '该场景没有用到此方案与基线的不同之处，因此其曲线若有差别也只是偶然，不参与任何排名。',
  'advise-sweep-exercise': '请在用到该方案的场景下扫描。',
  'trend-throughput-up':
    '在一组之内，其吞吐量从第一个切片到最后一个切片上升了 {change}（{range}，{groups} 组）。',
  'trend-throughput-down':
    '在一组之内，其吞吐量从第一个切片到最后一个切片下降了 {change}（{range}，{groups} 组）。',
  'trend-latency-up':
    '在一组之内，其延迟中位数从第一个切片到最后一个切片上升了 {change}（{range}，{groups} 组）。',
  'trend-latency-down':
    '在一组之内，其延迟中位数从第一个切片到最后一个切片下降了 {change}（{range}，{groups} 组）。',
  'trend-ratio-up':
    '在一组之内，其吞吐量与基线之比从第一个切片到最后一个切片仍上升了 {change}（{range}，{groups} 组）。',
  'trend-ratio-down':
    '在一组之内，其吞吐量与基线之比从第一个切片到最后一个切片仍下降了 {change}（{range}，{groups} 组）。',
  'trend-latency-ratio-up':
    '在一组之内，其延迟中位数与基线之比从第一个切片到最后一个切片仍上升了 {change}（{range}，{groups} 组）。',
  'trend-latency-ratio-down':
    '在一组之内，其延迟中位数与基线之比从第一个切片到最后一个切片仍下降了 {change}（{range}，{groups} 组）。',
  'trend-hits-up':
    '其缓存仍在填充：命中率从前四分之一到后四分之一的切片相对上升了 {change}（{range}，{groups} 组）。',
  'trend-hits-down':
    '其缓存在丢失条目：命中率从前四分之一到后四分之一的切片相对下降了 {change}（{range}，{groups} 组）。',
  'trend-advise-warmup':
    '若其变化像缓存填充那样逐渐放缓，预热约 {requests} 个请求（warmup.requests）即可。',
  'trend-advise-slowing':
    '它在负载下越来越慢，预热改变不了这一点：请查找不断增长的部分（内存、表、队列），并把其数据视为最初几秒的结果。',
  'trend-advise-unknown':
    '请延长预热（warmup.requests、warmup.maxMs）后再测；需要多久无法由本次运行推出。',
  'fault-gate-few-groups': '{groups} 组的{what}为 {share}，组数太少，无法判定；要求至少 {limit}。',
  'fault-gate-share': '{groups} 组的{what}为 {share} {range}；要求至少 {limit}。',
  'fault-gate-time-few': '少于 {fewest} 组时不作判定。',
  'gate-at-most': '{subject}为 {value}（{groups} 组）；要求最多 {limit}。',
  'gate-at-least': '{subject}为 {value}（{groups} 组）；要求至少 {limit}。',
  'warn-groups-disagree':
    '{groups} 组中有 {slow} 组的 p99 超过典型组的两倍：最高 {highest}，典型值 {typical}。',
  'advise-groups-disagree':
    '请查看这些组：典型值不会反映它们，只有几乎每次启动都满足上限时，上限才算满足。',
  'warn-bodies-sampled':
    '内容核对只查看了 {share} 的响应；其中 {checked} 个里有 {wrong} 个（{wrongShare}）有误。成功率 {success} 把其余响应都算作正确；若它们出错同样频繁，成功率应为 {expected}。',
  'advise-bodies-sampled':
    '请看错误响应的占比，而不是成功率；设 `bodyCheckRatio: 1` 会核对每个响应。',
  'warn-groups-dependent':
    '{scenario}（{load}）的相邻各组彼此相似（自相关 {correlation}），因此其区间约窄了 {factor} 倍。',
  'advise-groups-dependent': '用 `--epochs` 把各组分散到多个时段，或查明运行期间有什么在变化。',
  'few-cpus':
    '{level} 需要 {total} 个 CPU 才能公平比较（服务 {service} 个，负载生成器 1 个）；这里只给了服务 {given} 个，测到的只是开销。',
  'advise-few-cpus': '请在至少有 {total} 个 CPU 的机器上测量，或去掉这个水平。',
  'choose-best': '在优于基线且应答正确的方案中，其{metric}估计值最好；{others}。',
  'others-behind': '其余方案都不如它，或被排除，或未判定',
  'others-tied': '另有 {count} 个方案与它未能区分',
  'keep-baseline':
    '没有应答正确的方案显示出{metric}优于基线：{equivalent} 个等效，{inconclusive} 个未定，{worse} 个更差，{barred} 个被排除。',
});
