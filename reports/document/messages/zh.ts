// What documents say, in Chinese, as ICU messages by code.
import type { MessageCode } from './en.ts';
import { failures } from './failures.ts';
import { faults } from './faults.ts';
import { tour } from './tour.ts';

export const zh: Readonly<Record<MessageCode, string>> = {
  ...failures.zh,
  ...faults.zh,
  ...tour.zh,
  'every-variant': '每个方案',
  'watch-variants': '{fault}，{variants}：{what}。',
  'watch-single-point': '{fault}：单点故障，故障期间所有方案都无法正常服务。',
  'watch-all-down':
    '{fault}：故障期间所有方案正常响应的请求都不到一半：<commas>{shares}</commas>。',
  'watch-some-down':
    '{fault}：以下方案在故障期间正常响应的请求不到一半：<commas>{shares}</commas>。',
  'watch-unknown': '{fault}：{all} 个方案中有 {count} 个情况未知。',
  'share-of-variant': '{variant}（{share}）',
  'data-wrong': '数据有误：<commas>{wrong}</commas>',
  'wrong-lost': '{count} 次已确认的写入丢失',
  'wrong-duplicated': '{count} 次写入重复执行',
  'wrong-resurrected': '{count} 次被拒绝的写入仍然生效',
  'wrong-phantom': '{count} 次写入无人发出却存在',
  'wrong-wrongAmount': '{count} 次写入金额不符',
  'wrong-lostUpdates': '{count} 次更新被覆盖',
  'wrong-rule': '规则“{rule}”被违反',
  'slower-than-before':
    '{groups} 组中有 {censored} 组恢复正常响应，但仍比故障前慢（观察了 {watched}）',
  'never-recovered': '{groups} 组中有 {censored} 组的服务始终未恢复（观察了 {watched}）',
  'slow-recovery': '自开始修复起需 {time} 才恢复',
  'stale-reads': '{count} 次读取的数据超过允许的陈旧时间，最多 {age}',
  'watch-few-groups':
    '方案之间的差异仅为数值：只有 {groups} 组时，任何差异都可能出于偶然；要在 {count} 项比较中判定一项，至少需要 {fewest} 组。',
  'worse-than-baseline': '可用性比基线低 {points} 个百分点',
  'found-lost': '已确认但数据中没有：{count} 次写入（<items>{examples}</items>）。',
  'found-phantom': '数据中有但无人发出：{count} 次写入（<items>{examples}</items>）。',
  'found-resurrected': '已明确拒绝但数据中有：{count} 次写入（<items>{examples}</items>）。',
  'found-duplicated': '数据中不止一份：{count} 次写入（<items>{examples}</items>）。',
  'found-wrong-amount': '数据中的金额不符：{count} 次写入（<items>{examples}</items>）。',
  'found-shared-version': '同一版本确认给了两次写入：{count} 个版本（<items>{examples}</items>）。',
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
  'turn-never-came': '运行在轮到它之前就结束了。可用 `--resume` 继续运行。',
  'no-demand': '有一个阶段没有任何应发的请求。请提高 faults.rateRps，或加长各阶段。',
  'not-good-before':
    '故障前没有一个正常的响应。请先单独检查服务：`npx loadstone faults --fault control`。',
  'no-effect': '故障未生效：{evidence}',
  'not-applied': '无法注入故障：{cause}',
  'no-redis': '该方案没有 Redis。没有可中断的对象，也无需处理。',
  'foreign-redis':
    'Redis 由 URL 指定，可能另有他人使用。去掉 services.redis.url 和 LOADSTONE_REDIS_URL，每次运行就会启动自己的 Redis。',
  'no-own-database':
    '该方案没有自己的数据库。请在配置中加入 services.postgres，每个方案就会得到一个。',
  'foreign-postgres':
    'PostgreSQL 由 URL 指定，可能另有他人使用。去掉 services.postgres.url 和 LOADSTONE_POSTGRES_URL，每次运行就会启动自己的 PostgreSQL。',
  'no-link-to-service':
    '该方案与服务之间没有连接。请让 Loadstone 启动服务（target.command），或不选该故障（--fault）。',
  'no-link-to-postgres':
    '该方案与 PostgreSQL 之间没有连接。请在配置中加入 services.postgres，或不选该故障（--fault）。',
  'no-link-to-redis':
    '该方案与 Redis 之间没有连接。请在配置中加入 services.redis 和需要它的水平，或不选该故障（--fault）。',
  'foreign-service':
    '服务由 URL 指定，其进程未知。请让 Loadstone 启动服务（target.command），或不选该故障（--fault）。',
  'service-gone': '服务没有运行。请用相同的环境手动启动其命令，查看原因。',
  'single-process': '服务只有一个进程。请选择有多个进程的水平，或不选该故障（--fault）。',
  'no-agent':
    '服务启动时没有载入 agent。请让 Loadstone 启动服务（target.command），或不选该故障（--fault）。',
  'agent-not-loaded':
    '服务没有一个进程载入 agent：它不是 Node，或版本低于 18.18。请选择网络、存储或进程类的故障（--fault）。',
  'fault-gate-unasked': '未作判定：该门禁所针对的故障都没有测量。',
  'fault-gate-void': '作废：{reason}',
  'reason-unknown': '没有记录原因。',
  'fault-gate-invalid-run': '未判定：本次运行无效。',
  'fault-gate-average': '{what}平均为 {share}，最差组为 {worst}；要求至少 {limit}。',
  'fault-gate-time': '{what}{time}；要求最多 {limit}。',
  'fault-gate-more': '再运行约 {groups} 组即可判定。',
  'fault-gate-no-time': '{what}没有数据；要求最多 {limit}。',
  availability: '可用性',
  'user-uptime': '用户可用时间',
  'user-uptime-unknown': '用户可用时间未知：场景没有区分用户，或用户在故障前返回得太少。',
  recovery: '恢复',
  'longest-outage': '最长中断',
  'time-open': '在 {groups} 组中的 {censored} 组里，{time} 后仍未结束',
  'time-partly-open': '至少需 {low}，且在 {groups} 组中的 {censored} 组里，{time} 后仍未结束',
  'time-known': '在 {groups} 组中需 {range}',
  'time-range': '{low} 至 {high}',
  'fault-gate-writes':
    '{acknowledged} 次已确认的写入中有 {count} 次有误（丢失 {lost}，重复 {duplicated}，无人发出 {phantom}，被拒绝 {resurrected}，金额不符 {wrongAmount}，被覆盖 {lostUpdates}）；要求最多 {limit} 次。',
  'not-audited': '未核对：{reason}',
  'fault-gate-no-limit': '实验没有声明陈旧限值。',
  'fault-gate-stale':
    '{reads} 次对已更改数据的读取中，有 {count} 次陈旧超过 {age}；要求最多 {limit} 次。',
  'gate-subject': '{variant} 在 {scenario}（{load}）下的{metric}',
  'gate-invalid-run': '{subject}未判定：本次运行无效。',
  'gate-not-measured': '{subject}未判定：该方案未测量。',
  'gate-not-compared': '{subject}在 {groups} 组中无法比较。',
  'gate-relative':
    '{subject}：与基线相差 {value} {interval}（{groups} 组）；最多允许变差 {tolerance}。',
  'gate-relative-to':
    '{subject}：与 {reference} 相差 {value} {interval}（{groups} 组）；最多允许变差 {tolerance}。',
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
  'gate-shows-neither': '数据太少，无法表明超出限值的启动是否多于 {most}。',
  'gate-misses':
    '每 10 次启动有 1 次超出限值的服务，仍会通过 {miss} 的此类运行；设 `badLaunchesRatio: 0.1` 并运行 {groups} 组即可识别。',
  'gate-misses-epochs':
    '每 10 个时段有 1 个超出限值的服务，仍会通过 {miss} 的此类运行；设 `badLaunchesRatio: 0.1` 并运行 {groups} 个时段即可识别。',
  'advise-mend': '请消除原因后重新运行；未判定的门禁不会通过。',
  'advise-comparison': '请看报告中的这项比较：每请求的 CPU 与数据库调用说明时间用在何处。',
  'advise-wrong-data': '数据错误比任何速度都重要：请看该方案的失败原因。',
  'advise-groups': '请看报告中每组的数字。',
  'advise-undecidable': '在此噪声下，计划的组数无法判定。',
  'advise-detectable': '低于 {least} 的变慢在此处检测不出。',
  'advise-quieter': '请放宽容差或增加组数，改为判定每请求 CPU，或使用更安静的机器。',
  'advise-quieter-cpu': '请放宽容差或增加组数，或使用更安静的机器。',
  'advise-little-data': '数据太少，无法估计还需多少组才能判定。',
  'advise-few-requests':
    '增加组数无济于事：p{percentile} 需要每组有 {needed} 个请求，而达到的组太少。请加长切片（`--slice-ms`），或判定较低的百分位。',
  'advise-too-small':
    '增加组数也无法判定：与此处的噪声相比，差异太小。请放宽容差，或换用更安静的机器。',
  'advise-more':
    "约再加 {groups} 组即可判定：`npx loadstone gate --more '<'id'>' --groups {groups}`。",
  'advise-more-epochs':
    "约再加 {epochs} 个时段即可判定：同一时段的各次启动只计一次（改日运行 `npx loadstone gate --more '<'id'>'`）。",
  'advise-more-of-all':
    '约再加 {groups} 组即可判定；再加 {all} 组可判定所有未定的门禁：`npx loadstone gate --more {run} --groups {all}`。',
  'advise-more-of-run':
    '约再加 {groups} 组即可判定：`npx loadstone gate --more {run} --groups {groups}`。',
  'advise-more-epochs-of-run':
    '约再加 {epochs} 个时段即可判定：同一时段的各次启动只计一次（改日运行 `npx loadstone gate --more {run}`）。',
  'advise-epochs-disagree':
    '同一时段的各次启动对限值结论不一，再加多少时段能够判定尚不可知；请看报告中每组的数字。',
  'exercise-counter': '{label}：{sign} 每请求增加 {figure}；下限为 {limit}。',
  'exercise-counter-still': '{label}：{requests} 个请求期间 {sign} 没有增加。',
  'exercise-moving': '{label}：{sign} 中有 {count} 个每请求至少增加 {figure}；下限为 {limit}。',
  'exercise-no-request': '{label}：未知，因为没有计到任何请求。',
  'exercise-no-group': '{label}：未知，因为没有有效的组。',
  'exercise-no-counters': '{label}：无法读取 {sign}；服务不提供计数器。',
  'exercise-no-counter': '{label}：服务不提供计数器 {sign}；最相近的是 {nearest}。',
  'exercise-index': '{label}：最多 {figure} 的语句或语句时间用到了 {sign}；下限为 {limit}。',
  'exercise-index-still': '{label}：未计到对 {sign} 的扫描。',
  'exercise-same-indexes': '{label} 没有 {other} 所缺的索引。',
  'exercise-no-index': '{label}：数据库中没有索引 {sign}。',
  'exercise-no-indexes': '{label}：无法读取索引扫描次数。',
  'exercise-too-short':
    '{label}：未见对 {sign} 的扫描，但测量太短，无法断定；每组请至少测量 2 秒。',
  'gate-not-exercised': '{subject}未判定：该场景没有用到此方案与基线的不同之处。',
  'advise-exercise': '请在用到该方案的场景下判定，或将其移出此门禁。',
  'sweep-not-exercised':
    '该场景没有用到此方案与基线的不同之处：两者曲线若有差别也只是偶然，该方案不参与排名。',
  'advise-sweep-exercise': '请在用到该方案的场景下扫描。',
  'warn-late-sends':
    '场景 {scenario}（{load}）：{judged} 次试验中有 {late} 次请求发送偏晚，因此从 p{percentile} 起的延迟是负载生成器自己的，不予采用。',
  'warn-late-sends-decided':
    '场景 {scenario}（{load}）：{judged} 次试验中有 {late} 次请求发送偏晚，因此从 p{percentile} 起的延迟是负载生成器自己的，不予采用，改由 p{by} 判定。',
  'advise-late-sends': '如需更高的百分位，请降低速率，或在 CPU 更多且没有其他任务的机器上测量。',
  'warn-warmup-changing':
    '场景 {scenario}（{load}）在 {groups} 组中有 {changing} 组预热结束时仍在变化：其数据有一部分来自尚未预热完的服务。',
  'warn-warmup-rate':
    '场景 {scenario}（{load}）：在预热的后一半、请求数翻倍期间，{variant} 的速率仍变化 {change}，95% 区间 {range}（{groups} 组）。',
  'warn-warmup-hits':
    '场景 {scenario}（{load}）：在预热的后一半、请求数翻倍期间，{variant} 的命中率仍变化 {change} 个百分点，95% 区间 {range}（{groups} 组）。',
  'warn-warmup-measured':
    '测量期间，其{metric}变化 {change}，95% 区间 {range}：是否已预热完成无法判断。',
  'warn-warmup-open':
    '场景 {scenario}（{load}）在预热结束时是否平稳无法判断；{groups} 组中有 {cut} 组因达到时限在 {fewest} 个请求后结束预热。',
  'warn-warmup-unknown':
    '场景 {scenario}（{load}）在 {groups} 组中有 {unknown} 组预热结束时无法确认已经稳定；有 {cut} 组的预热因时间上限而结束。',
  'warn-warmup-silent':
    '场景 {scenario}（{load}）：{groups} 组中有 {silent} 组，{variant} 在预热时没有任何正确响应，因此按时间预热：发出 {requests} 个请求，其他方案为 {others} 个。',
  'advise-warmup-time': '请提高 `warmup.maxMs` 后再测。',
  'advise-warmup-requests': '请提高 `warmup.requests` 后再测。',
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
  'warn-common-trend':
    '场景 {scenario}（{load}）：{all} 个方案中有 {shared} 个（含基线）的{metric}在一组之内同样变化，基线从第一个切片到最后一个切片变化 {change}（{range}，{groups} 组）。与基线的差异是逐片比较的，没有这种趋势。',
  'advise-common-trend':
    '原因是各方案共有的：机器、数据库，或对所有方案都不够长的预热。差异成立，数值本身下次可能不同。',
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
  'failed-visits-first': '{page} 首次访问 {visits} 次中有 {failed} 次（最常见：{reason}）',
  'failed-visits-repeat': '{page} 再次访问 {visits} 次中有 {failed} 次（最常见：{reason}）',
  'warn-failed-pages':
    '{visits} 次页面访问中有 {failed} 次失败：{pages}。一个页面有一半访问失败时，就没有时间数据。',
  'advise-failed-pages':
    'Apdex 和受挫比例计入了这些访问；请确认页面在此负载下能响应，并在 `timeoutMs` 内显示 `shows` 所指的元素。',
  'warn-warmup-failures':
    '{variant}，场景 {scenario}（{load}）：预热的 {requests} 个请求中有 {failed} 个失败，最常见的是 {reason}；测量的请求中失败 {measured} 个。用户只发送一次的请求（如登录）在预热时发送，不计入任何数据。',
  'advise-warmup-failures':
    '请查看服务对这些请求的响应；若响应正确，请把其状态码写入 `expectedStatuses`。',
  'warn-cpu-shares':
    '{factor} = {levels} 的每个实例都被限制在 {share} 个 CPU 内，以便全部放在本机上：收益反映吞吐量随实例数增长的规律，而不是同样多的机器所能承载的量。',
  'advise-cpu-shares': '据此采购机器之前，请为每个实例各配一个 CPU 再测。',
  'warn-network-share':
    '到 {variant} 的一次往返需要 {rtt}，占场景 {scenario}（{load}）下其响应时间中位数的 {share}：这部分属于网络，任何方案都改变不了。',
  'advise-network-share':
    '服务之间的差异比延迟数据显示的更大；若要比较服务本身，请把负载生成器放得更近。',
  'warn-network-longer':
    '到 {variant} 的路径比到基线更长：一次往返多 {by}，占场景 {scenario}（{load}）下基线响应时间中位数的 {share}。差异中有这么多来自网络。',
  'warn-network-shorter':
    '到 {variant} 的路径比到基线更短：一次往返少 {by}，占场景 {scenario}（{load}）下基线响应时间中位数的 {share}。差异中有这么多来自网络。',
  'advise-network-differs': '请让所有方案与负载生成器的距离相同，然后再测。',
  'warn-network-loss':
    '测量期间本机发送的 TCP 报文段有 {share} 被重传：丢失一个要花 200 毫秒以上，会体现在尾部延迟中。',
  'advise-network-loss': '请查找丢包位置，或以中位数判断。',
  'warn-groups-disagree':
    '{groups} 组中有 {slow} 组的 p99 超过典型值的两倍：最高 {highest}，典型值 {typical}。',
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
    '{level} 需要 {total} 个 CPU 才能公平比较（服务 {service} 个，负载生成器 1 个）；服务只有 {given} 个时，测到的只是其开销。',
  'advise-few-cpus': '请在至少有 {total} 个 CPU 的机器上测量，或去掉这个水平。',
  'choose-best': '在优于基线且响应正确的方案中{metric}最好；{others}。',
  'others-behind': '其余方案都更差，或被排除，或未判定',
  'others-tied': '另有 {count} 个方案与它无显著差异',
  'keep-baseline':
    '没有响应正确的方案在{metric}上优于基线：{equivalent} 个等效，{inconclusive} 个未定，{worse} 个更差，{barred} 个被排除。',

  // What the checks of a run found.
  'count-trials': '{count} 次试验',
  'count-slices': '{count} 个切片',
  'count-episodes': '{count} 个片段',
  'load-closed':
    '{of, select, iterations {{connections} 个用户，逐次执行迭代} other {{connections} 个并发连接（闭环）}}',
  'load-open':
    '{of, select, iterations {每秒 {rateRps} 次迭代，最多 {connections} 个用户} other {每秒 {rateRps} 个请求，{connections} 个连接}}',
  'load-open-uncalibrated':
    '{of, select, iterations {开环负载，迭代速率未校准，最多 {connections} 个用户} other {开环负载，请求速率未校准，{connections} 个连接}}',
  'cell-name': '{scenario}（{load}）',
  'check-nothing-measured': '没有任何测量。',
  'check-valid-groups': '计划的 {planned} 组中有 {valid} 组有效；至少需要 {fewest} 组。',
  'check-all-void': '已结束的 {ended} 组全部作废：{reasons}',
  'check-void-groups': '已结束的 {ended} 组中有 {voided} 组作废；上限为 {limit}。',
  'void-reason-times': '{count, plural, one {{reason}} other {{reason}（# 次）}}',
  'void-reason-alike': '{reason}（{count} 次，数值相近）',
  'void-reason-unknown': '没有记录原因。',
  'check-conserved': '计划了 {scheduled} 个请求；{all}中有 {kept} 个逐一对得上。',
  'check-no-counter': '服务不提供请求计数。',
  'check-counter-agrees':
    '{all}中有 {agreeing} 个的服务计数与负载生成器一致（{missing} 个没有计数）；最大的未解释差异为 {gap}。',
  'check-counter-differs':
    '{all}中有 {agreeing} 个的服务计数与负载生成器一致（{missing} 个没有计数）；最大的未解释差异为 {scheduled} 个请求中的 {gap} 个（{variant}）。',
  'load-no-iterations': '{where} 的脚本在 {iterations} 次迭代中没有发出任何请求。',
  'load-none-sent': '{where} 没有一个请求能够发出。',
  'load-none-due': '{where} 没有任何应发的请求。',
  'load-none-due-at':
    '{where} 在每组 {slices} 个 {sliceMs} 毫秒的切片里，以每秒 {rate} 个请求计没有任何应发的请求；请提高 rateRps 或加长切片。',
  'load-not-counted':
    '{variant} 的服务没有计到 {where} 的 {sent} 个请求中的任何一个：响应来自别处。',
  'load-no-cpu': '{variant} 的服务在 {where} 的 {sent} 个请求期间没有用到 CPU：响应来自别处。',
  'load-unknown':
    '{all}中有 {unknown} 次既没有服务的计数，也没有其 CPU 时间，因此无法表明请求由它处理。',
  'load-served': '在全部 {count} 种方案、场景与负载的组合中，服务都处理了请求。',
  'check-settings': '{all} 个方案中有 {reporting} 个报告了自己的设置；没有两个相同。',
  'check-settings-same':
    '{all} 个方案中有 {reporting} 个报告了自己的设置；其中 {same} 个与另一个相同：{variants}。',
  'setting-differs': '{variant} 报告 {name}={echoed}；计划为 {planned}。',
  'setting-differs-hidden': '{variant} 报告的 {name} 与计划不同。',
  'setting-not-offered': '服务不报告自己的设置。',
  'setting-same': '服务报告的设置与 {variants} 相同，而计划的设置不同。',
  'setting-as-planned':
    '计划的 {planned} 项设置中报告了 {echoed} 项，均与计划一致；没有其他方案报告相同的设置。',
  'check-no-order': '没有一个有效组按计划的顺序运行。',
  'check-order':
    '{blocks} 个区块中有 {balanced} 个采用随机且平衡的顺序（种子 {seed}）；{groups} 组中有 {launched} 组按此启动。',
  'check-generator-unknown': '没有测量负载生成器的 CPU 时间。',
  'check-generator':
    '{known} 个切片中有 {over} 个的负载生成器超过一个 CPU 的 {limit}（{all} 个中测到 {known} 个；最多允许 {most}）。',
  'check-wait-unknown': '没有测量负载生成器等待 CPU 的时间。',
  'check-wait':
    '一组之内负载生成器等待 CPU 的时间最多占 {highest}（超过 {limit} 值得注意：{known} 组中 {over} 组）。',
  'check-generators-lacking': '{all} 个切片中有 {lacking} 个缺少 {wanted} 个负载生成器中的某一个。',
  'check-generators-late':
    '{all} 个切片中，除 {late} 个外，{wanted} 个负载生成器均同时启动（在舍弃段之内；最多允许 {most} 例外）。',
  'check-loop-unknown': '没有测量负载生成器的延迟。',
  'check-loop-within':
    '全部 {all} 个切片的负载生成器延迟均不超限（p99 最多为服务时间 p99 的 {ratio} 倍，或 5 毫秒）。',
  'check-loop':
    '{known} 个切片中有 {over} 个的负载生成器延迟超限（p99 超过服务时间 p99 的 {ratio} 倍，且超过 5 毫秒；{all} 个中测到 {known} 个；最多允许 {most}）。',
  'check-no-open-load': '没有计划开环负载，因此没有需要保持的时刻表。',
  'check-sends':
    '{judged} 次开环试验中有 {late} 次在中位数处发送偏晚（延误超过该处延迟的 {ratio}；0.5 毫秒总是允许{saturated, plural, =0 {} other {；饱和方案的 # 次不计}}；最多允许 {most}）。',
  'check-sends-tail':
    '{judged} 次开环试验中有 {late} 次发送偏晚，中位数处都没有（延误超过同一百分位处延迟的 {ratio}；0.5 毫秒总是允许，p99 起为 1 毫秒{saturated, plural, =0 {} other {；饱和方案的 # 次不计}}；某一负载中超过 {most} 的试验在某百分位处偏晚时，该百分位及更高的都不采用）。',
  'check-rate-unknown': '没有记录所要求的速率。',
  'check-rate':
    '{known} 次开环试验中有 {off} 次的到达数与速率 × 时间之差超过 {limit} 与偶然波动（最大相差 {largest}；{all} 次中已知 {known} 次；最多允许 {most}）。',
  'check-connections-script': 'k6 脚本按需建立连接。',
  'check-connections-free': '没有一次试验的连接数是固定的。',
  'check-connections': '{all} 次试验中有 {few} 次的连接少于配置；有 {many} 次重新建立过连接。',
  'check-bodies':
    '核对了 {checked} 个响应（要求 {share}），其中 {wrong} 个有误；{all} 次试验中有 {without} 次未核对。',
  'check-quality': '{all} 次数据质量读取（每组每个方案一次）中成功 {read} 次。',
  'check-quality-unread': '未能读取：{problem}',
  'check-foreign-unknown': '没有测量其他程序的 CPU 占用。',
  'check-foreign':
    '一组之内其他程序最多占用 CPU 时间的 {highest}（上限 {limit}；{all} 组中已知 {known} 组）。',
  'check-steal-unknown': '没有测量 CPU 窃取时间。',
  'check-steal':
    '一组之内 CPU 窃取时间最多 {highest}（超过 {limit} 值得注意；{all} 组中已知 {known} 组）。',
  'check-pressure-unknown': 'CPU 压力未知：无法读取 /proc/pressure。',
  'check-pressure':
    '一组之内有任务等待 CPU 的时间最多占 {highest}（超过 {limit} 值得注意；{all} 组中已知 {known} 组）。',
  'check-clock-unknown': '没有将系统时钟与单调时钟比较。',
  'check-clock':
    '一组之内系统时钟与单调时钟最多相差 {largest} 毫秒（上限 {limit} 毫秒；{all} 组中已知 {known} 组）。',
  'check-unnamed': '运行无效，没有检查说明原因。',
  'check-placement-off': '配置把进程与 CPU 的绑定交给系统。',
  'check-placement-none': '没有绑定任何进程，或没有记录。',
  'check-placement-fixed': '整个运行期间固定：{pinned}。',
  'check-placement-swapped': '所有方案相同，{groups} 组中有 {swapped} 组对调：{pinned}。',
  'pinned-service': '服务在 CPU {cpus}',
  'pinned-generator': '负载生成器在 CPU {cpus}',
  'pinned-database': '数据库在 CPU {cpus}',
  'pinned-cache': '缓存在 CPU {cpus}',
  'pinned-other': '{role} 在 CPU {cpus}',
  'check-faults-measured': '{all} 种方案与故障的组合中测量了 {measured} 种；{voided} 种作废。',
  'check-fault-groups': '已测量的组合中组数最少的有 {fewest} 组；比较需要 {needed} 组。',
  'check-logs': '{all} 个片段中有 {whole} 个的请求日志完整。',
  'check-episode-rate':
    '{all} 个片段中有 {off} 个的到达数与速率 × 时间之差超过 {limit} 与偶然波动（最多允许 {most}）。',
  'check-episode-generator': '{all} 个片段中有 {late} 个是负载生成器自身偏晚（最多允许 {most}）。',
  'check-episode-foreign':
    '{known} 个片段中有 {over} 个的其他程序占用超过机器的 {limit}（{all} 个中已知 {known} 个；最多允许 {most}）。',
  'check-steady-before': '{all} 种组合中有 {low} 种在故障前良好的请求不到 {share}。',
  'check-overloaded': '没有一种达到一半：请降低 faults.rateRps。',
  'check-audits': '{all} 个片段中有 {unknown} 个的核对没有结论。',

  // What disqualifies a variant.
  'warn-not-measured': '没有一个有效组含有此场景与负载下的试验。',
  'advise-not-measured': '请看各组作废的原因，消除后重新运行。',
  'warn-nothing-sent': '没有任何应发的请求，因此无可测量。',
  'advise-nothing-sent': '请提高速率或加长切片；`npx loadstone plan` 会显示每组有多少请求。',
  'warn-wrong-bodies': '核对过的响应中有 {count} 个有误；数据错误高于一切速度。',
  'warn-broken-invariants': '负载之后的数据违反了 {count} 条规则：{rules}。数据错误高于一切速度。',
  'advise-broken-invariants':
    '请在该方案写过的数据库上执行这条规则的 SQL，并修正写出这些行的代码。',
  'most-often': '最常见：{reason}（{count} 次）。',
  'advise-wrong-bodies': '请看失败原因；先修正该方案，再比较速度。',
  'warn-none-ended': '没有一个请求结束；推荐要求成功率达到 {fewest}。',
  'warn-none-succeeded': '没有一个请求成功；推荐要求成功率达到 {fewest}。',
  'warn-few-succeeded': '只有 {share} 的请求成功；推荐要求达到 {fewest}。',
  'advise-expected-status':
    '若该状态码正确，请在请求中设置 `expectedStatuses: [{status}]`；默认为 200。',
  'advise-failures': '请看失败原因与服务的输出。',

  // Caveats of a cell.
  'warn-few-groups': '只在 {groups} 个有效组中测量；少于 {fewest} 组时不作判定。',
  'advise-few-groups': '请增加组数；从八组起，区间不依赖数据的分布假设。',
  'warn-times-missed': '脚本自身对响应时间的要求未达到：{checks}。',
  'times-missed': '{check}（{made} 次中 {missed} 次）',
  'advise-times-missed': '它们只算速度指标，不算错误响应；如需规则，请写门禁。',
  'warn-few-samples': '请求太少、得不出 {percentiles} 的组不参与该处的比较。',
  'advise-few-samples': '请加长或增加切片，或按较低的百分位判定。',
  'warn-saturated':
    '{groups} 组中有 {saturated} 组该方案跟不上负载{dropped, plural, =0 {。} other {；有 # 次到达根本未能发出。}}',
  'advise-saturated': '请把其延迟视为过载服务的延迟；如需比较请降低速率。',
  'warn-generator':
    '{slices} 个切片中有 {over} 个的负载生成器超过一个 CPU 的 {limit}；该方案可能比看上去更快。',
  'advise-generator': '请减少连接，改用更轻的场景，或增加 CPU。',
  'warn-cpu-no-request': '{groups} 组中有 {lacking} 组的每请求 CPU 未知：没有完成的请求可作除数。',
  'warn-cpu-incomplete': '每请求 CPU 需要{parts}的 CPU 时间，而 {groups} 组中有 {lacking} 组未知。',
  'part-service': '服务',
  'part-database': '数据库',
  'part-cache': '缓存',
  'advise-cpu': '请在 Linux 上让 Loadstone 自己启动各服务，或只看已知的部分。',
  'advise-cpu-database':
    '请在 Linux 上让 Loadstone 自己启动各服务，并让服务保持数据库连接：在两次读数之间建立又关闭的连接，其用量看不到。',
  'warn-left-out': '{groups} 组中有 {left} 组该方案或基线没有一次成功，不予比较。',
  'advise-left-out': '请看两者的失败原因。',
  'warn-driver-groups': '{caveat}（{groups} 组中 {count} 组）',
  'warn-driver-slices': '{caveat}（{slices} 个切片中 {count} 个）',
  'advise-driver-groups': '请谨慎看待这些组的数据。',
  'advise-driver-slices': '请谨慎看待这些切片的数据。',
  'warn-exercise-unknown': '不知该水平是否起作用。{detail}',
  'advise-exercise-unknown': '其比较仍照常判定；请修正该水平的 `exercised`，或它所读取的内容。',
  'warn-factorial-incomplete': '{scenario} 中的因素影响需要每一种组合，而{reason}',
  'advise-factorial': '请补上所缺的条件后重新运行，或只选择能够运行的水平。',

  // Caveats of a run.
  'warn-group-void': '第 {group} 组作废：{reason}',
  'advise-group-void': '其数据一概不用；请增加组数来代替。',
  'warn-limits-raised': '配置把以下上限调到高于默认值：<items>{limits}</items>。',
  'limit-raised': '{name} {value}（默认 {usual}）',
  'advise-limits-raised': '请据此解读数据和检查；各上限的用途见 `docs/config.md`。',
  'warn-variant-not-run': '{variant} 未运行：{reason}',
  'advise-variant-not-run': '请提供其所需后重新运行。',
  'warn-episodes-void': '{episodes} 个片段中有 {count} 个作废：{reasons}',
  'advise-episodes-void': '请看原因；少量作废可用更多的组（--groups）弥补。',

  // Caveats of a sweep.
  'warn-rate-cap': '没有尝试高于上限每秒 {rate} 个请求的速率，而该方案在此仍满足要求。',
  'advise-rate-cap': '若需要更高的速率，请提高 limits.maxRateRps。',
  'warn-sweep-wrong': '有 {count} 个响应有误。',
  'warn-parity-most': '与基线相比最常见：{reason}（{count} 次）。',
  'advise-sweep-wrong': '请先修正该方案：数据错误高于一切速度。',
  'warn-no-right-answer': '{groups} 组中有 {silent} 组在闭环下没有一个正确的响应。',
  'warn-no-right-answer-for':
    '{groups} 组中有 {silent} 组在闭环下没有一个正确的响应（<items>{reasons}</items>）。',
  'advise-no-right-answer': '请看服务以及场景的核对。',
  'warn-not-conserved': '{slices} 个切片中有 {lost} 个的请求数对不上，不予计入。',
  'advise-not-conserved': '请重新扫描；若仍如此，则是驱动的错误。',
  'warn-counter-off':
    '{slices} 个切片中有 {off} 个的服务计数与负载生成器不符，最多相差 {largest} 个请求（每秒 {rates} 个请求时）。',
  'advise-counter-off': '请查明还有谁在调用该服务，或其计数漏掉了什么。',
  'warn-sweep-few-groups': '{rates} 个速率中有 {few} 个的测量少于 {fewest} 组。',
  'advise-sweep-few-groups': '请用更多的 --groups 扫描；一组只是一个进程，可能只是运气好。',
  'warn-sweep-few-samples': '{rates} 个速率中有 {few} 个的 p99 依据不足 1,000 个请求（标有 *）。',
  'advise-sweep-longer': '请增加 --seconds-per-rate 或 --groups。',
  'warn-not-monotone':
    '{rates} 个速率中有 {count} 个与最高的合格速率相矛盾（每秒 {against} 个请求）。',
  'advise-not-monotone': '噪声相对于此限值较大：请增加 --seconds-per-rate 或 --groups。',
  'warn-sweep-generator':
    '{slices} 个切片中有 {over} 个的负载生成器超过一个 CPU 的 {limit}，自每秒 {lowest} 个请求起；该方案可能承受得更多。',
  'advise-sweep-generator': '请改用更轻的场景，或增加 CPU。',
  'warn-group-cut-off': '第 {group} 组被中断；已完成的切片照样计入。',
  'warn-capacity-above':
    '{groups} 组中有 {count} 组的容量高于能够判定的速率：每秒 {bound} 个请求或更高仍满足 SLO，因此不给出数值。',
  'advise-capacity-above': '请收紧 SLO，或去掉 --capacity 扫描整条曲线，查看延迟随速率的变化。',
  'warn-capacity-below':
    '{groups} 组中有 {count} 组的容量低于试过的速率：每秒 {bound} 个请求或更低仍不满足 SLO，因此不给出数值。',
  'advise-capacity-below': '请放宽 SLO，或修正低速率下的失败。',
  'warn-capacity-unsettled':
    '{groups} 组中有 {count} 组未能得出容量：各时间片的结果互相矛盾。这些组不计入；超过三分之一时不给出数值。',
  'warn-capacity-not-monotone':
    '{groups} 组中有 {count} 组，有速率明显低于容量却未达标，或明显高于容量却达标。',
  'advise-capacity-not-monotone':
    '该服务可能在某个速率下不达标，在更高的速率下却达标；请去掉 --capacity 查看整条曲线。若是噪声，请增加 --seconds-per-rate。',
  'warn-capacity-few-groups': '容量只依据 {count} 组；少于 {fewest} 组时没有区间。',
  'advise-sweep-again': '请重新扫描以补足缺少的重复。',
  'warn-sweep-not-run': '{variant} 未测量：{reason}',
  'advise-sweep-not-run': '请修正，或用 --variant 将其排除。',
  'sweep-before-turn': '扫描在轮到它之前就结束了。',

  // Why nothing is recommended.
  'none-baseline-not-run': '基线未运行。',
  'none-baseline-bad': '基线不可靠。{reason}',
  'none-not-exercised': '该场景没有用到各方案与基线的任何不同之处。',
  'none-not-compared': '没有一个方案能与基线比较。',
  'none-planned': '没有计划任何场景。',
  'reason-of-cell': '{where}：{reason}',

  // Two runs compared.
  'compare-invalid': '运行 {run} 无效。',
  'compare-no-baseline': '有一次运行没有基线。',
  'compare-other-baseline': '两次运行的基线不同（{one}；{other}），因此比值所对照的不是同一事物。',
  'compare-wrong': '有一次运行出现错误响应。',
  'compare-few-groups': '有一次运行的组数太少，得不出区间。',
  'warn-run-partial': '运行 {run} 未完成。',
  'advise-run-partial': '用 `npx loadstone run --resume {run}` 继续运行可得到更窄的区间。',
  'warn-uncommitted': '有一次运行带有未提交的更改，其提交号反映不出来。',
  'advise-uncommitted': '以后要比较的运行，请先提交再运行。',
  'warn-hidden-values': '未记录的值是在两台机器上分别哈希的，因此不知是否相同。',
  'advise-hidden-values': '请把值不保密的名称列入配置的 `record`，或在同一台机器上测量两次运行。',
  'warn-one-occasion':
    '区间只反映每次运行中的各次启动，不反映不同的时段：变化既可能来自改动，也可能来自当天或机器。',
  'advise-one-occasion':
    '请把两次运行都分散到多个时段（`npx loadstone run --epochs 8`），或在同一批组中比较两个版本（`npx loadstone gate --against`）。',
  'group-was-cut-off': '运行在此组内被中断。',
  'not-run-voided': '每一组都在其首次试验测量之前结束；请看各组作废的原因。',
  'not-run-ended': '运行在其首次试验之前就结束了。',
  'factorial-not-run': '{variants} 等 {count} 个方案未运行。',
  'factorial-few-groups': '{groups} 组中只有 {complete} 组含有每个方案的数据。',

  // Why a group is void.
  'void-foreign-cpu': '其他程序占用了机器 CPU 时间的 {share}，超过上限 {limit}。',
  'void-clock-jump':
    '系统时钟相对单调时钟跳变了 {jumpMs} 毫秒，超过上限 {limitMs} 毫秒：时钟被调整，或机器休眠过。',

  // Caveats of a slice, or of an episode.
  'caveat-imbalance': '计划了 {scheduled} 个请求，但只有 {accounted} 个有下落。',
  'caveat-strays': '服务发来了任何请求都没有要求的数据。',
  'caveat-generator-late': '虽有空闲连接，负载生成器仍有大半请求晚发 5 ms 以上。',
  'caveat-part-late': '第 {part} 个负载生成器（共 {parts} 个）在切片的舍弃段之后才启动。',
  'caveat-waited': '大半请求要等待连接：方案或 maxConnections 承受不了该速率。',
  'caveat-pages-not-visited': '没有访问任何页面：{cause}',
  'caveat-unmatched': 'k6 报告了 {count} 个首尾不相符的请求。',
  'caveat-script-threw': '脚本在迭代中途抛出异常：{cause}',
  'caveat-k6-late': 'k6 跟不上自己的计划：缺少的到达没有计为未发出。',
  'caveat-sent-twice': '服务关闭或中断了连接，随后重新打开；有的请求可能发送了两次。',
  'caveat-reopened': '服务关闭或中断了 {count} 个连接，随后重新打开。',
  'caveat-closes-announced':
    '服务预告了 {count} 次关闭，autocannon 仍在这些连接上发送：请改用 open 驱动。',
  'caveat-connections': '应打开 {expected} 个连接，实际打开了 {opened} 个。',
  'caveat-log-torn': '请求日志不完整。',

  // Why a variant is fast or slow.
  'plan-measured':
    '数据库时间的 {share} 用于{step}；该语句每次调用读取 {read}，返回 {returned} 行{other}。',
  'plan-estimated':
    '数据库时间的 {share} 用于一条语句，据估计其最费时的步骤是{step}（每次调用约 {read}）{other}。',
  'plan-other-same': '；{label}的计划相同',
  'plan-other': '；{label}读取{instead}，主要通过{step}',
  'plan-other-estimated': '；据估计，{label}读取{instead}，主要通过{step}',
  'plan-as-many': '同样多的行',
  'plan-instead': ' {read}，而不是 {rows} 行',
  'plan-one-row': '1 行',
  'plan-rows': '{rows} 行',
  'plan-with': ' {level} 时',
  'plan-baseline': '基线',
  'plan-no-samples':
    'PostgreSQL 服务器是给定的，无权读取其日志：查询计划为 PostgreSQL 16 或更新版本的估计，没有各步骤的用时。',
  'step-seq-scan': '顺序扫描',
  'step-index-scan': '索引扫描',
  'step-index-only-scan': '仅索引扫描',
  'step-bitmap-heap-scan': '位图扫描',
  'step-bitmap-index-scan': '位图扫描中的索引部分',
  'step-sort': '排序',
  'step-incremental-sort': '增量排序',
  'step-aggregate': '聚合',
  'step-hash-join': '哈希连接',
  'step-nested-loop': '嵌套循环',
  'step-merge-join': '归并连接',
  'step-lock-rows': '行加锁',
  'step-other': '步骤 {type}',
  'step-of': ' {relation} 的{step}',
  'step-by': '{step}（{index}）',
  'step-of-by': ' {relation} 的{step}（{index}）',
  'step-modify': '对表的写入（{operation}）',
  'step-modify-of': '对 {relation} 的写入（{operation}）',
  'scaling-invalid-run': '本次运行无效。',
  'scaling-few-sizes': '只测得 {count} 种规模。该定律有三个系数，至少需要 {fewest} 种规模。',
  'scaling-few-groups': '只有 {count} 组包含全部规模。计算区间至少需要 {fewest} 组。',
  'scaling-not-run': '规模 {sizes} 未运行。',
  'scaling-excluded': '规模 {sizes} 有错误响应、失败或缺失的试验。',
  'scaling-not-exercised': '此场景未用到规模 {sizes}。',
  'scaling-no-fit': '没有这种形式的曲线能接近所有规模的吞吐量。',
  'scaling-superlinear':
    '吞吐量的增长快于规模。该定律没有对应的项：还有其他东西随规模增长，例如缓存或 CPU。',
};
