// What is said of faults, in both languages: how each is done, what was seen of it, and why it cannot be done. Their names in Chinese.
import { defineMessages } from './define.ts';

/** `how-<id>`: how a fault is done, by its id without the link. `evidence-…`: what was seen when looking whether it took effect. */
export const faults = defineMessages(
  {
    'how-control': 'Nothing is broken: the same load and audit, as a control.',
    'how-worker-killed':
      'SIGKILL to one process of the service that is not its root; a service that ends as a whole with it is started again after the fault.',
    'how-service-killed':
      'SIGKILL to all processes of the service; after the fault it is started again on the same port, as a supervisor would do.',
    'how-service-paused': 'SIGSTOP to all processes of the service, and SIGCONT after the fault.',
    'how-service-restarted':
      'SIGTERM to the service, which may finish what is in flight, and a start on the same port as soon as it has ended.',
    'how-event-loop-blocked':
      'The agent in each process of the service computes without a break for {forMs} of every {everyMs} ms.',
    'how-gc-pressure':
      'The agent in each process of the service allocates {mbPerS} MB/s on the heap and holds on to the last {heldMb} MB.',
    'how-descriptors-used-up':
      'The soft limit of open descriptors of each process of the service is lowered (prlimit) so that it can open {spare} more.',
    'how-cpu-hog':
      '{hogsPerCpu} processes a CPU compute without end on the CPUs of the service, or on all where it is not pinned.',
    'how-redis-paused':
      'SIGSTOP to redis-server, SIGCONT at the end: connections stay open, nothing answers.',
    'how-redis-killed':
      'SIGKILL to redis-server; started again at the end, empty, on the same port.',
    'how-redis-flushed':
      'FLUSHALL ASYNC: every key is gone at once, and the cache fills again by itself.',
    'how-redis-full':
      'CONFIG SET maxmemory to nine tenths of the memory in use, without eviction: writes are refused.',
    'how-postgres-paused':
      'SIGSTOP to the postmaster and all its children, SIGCONT at the end: connections stay open, nothing answers.',
    'how-postgres-restarted':
      'SIGQUIT to the postmaster (immediate shutdown); started again at the end, with recovery, on the same port.',
    'how-postgres-backend-killed':
      'SIGKILL to one backend of the variant: PostgreSQL cuts all connections and recovers.',
    'how-connections-terminated':
      "Calls pg_terminate_backend on all connections to the variant's database, every {everyMs} ms.",
    'how-connections-used-up':
      'Idle connections take all that PostgreSQL has left, and each that becomes free: new ones are refused (53300).',
    'how-lock-storm': 'LOCK TABLE … IN ACCESS EXCLUSIVE MODE on {tables}, held until the end.',
    'most-used-tables': 'the most used tables',
    'how-slow-query': 'DROP INDEX on {index}; made again at the end.',
    'most-scanned-index': 'the most scanned index that backs no constraint',
    'how-network-latency': 'All that comes back is {latencyMs} ± {jitterMs} ms late.',
    'how-network-bandwidth': 'Each connection brings back {kbPerS} KB/s at most.',
    'how-network-slow-close':
      'That a connection was ended is told to the other side {closeDelayMs} ms late.',
    'how-network-reset':
      'Every open connection is reset (RST), and each new one as soon as it is made.',
    'how-network-blackhole':
      'Connections stay open and are accepted, but nothing passes in either direction.',
    'how-network-down': 'Open connections are cut, and new ones are refused.',
    'by-proxy':
      'By a TCP proxy before {link, select, service {the service} postgres {PostgreSQL} other {Redis}}, which is in the path in every phase.',

    'evidence-control': 'There was nothing to do.',
    'evidence-not-looked': 'It was not looked at.',
    'evidence-not-readable': 'It could not be looked at: {cause}.',
    'evidence-not-back': 'It did not come back: {failure}',
    'evidence-killed': '{count, plural, one {Process} other {Processes}} {pids} ended by SIGKILL.',
    'evidence-not-killed': 'Not ended: {processes}.',
    'process-in-state': '{pid} in state {state}',
    'evidence-terminated': 'Process {pid} ended after SIGTERM.',
    'evidence-not-terminated': 'Process {pid} still runs after SIGTERM.',
    'evidence-stopped': '{count} of {all} processes are in state T (stopped).',
    'evidence-not-stopped': '{count} of {all} processes are not stopped.',
    'evidence-agent': 'By the agent: <items>{processes}</items>.',
    'agent-silent': '{pid} is silent',
    'agent-blocked': '{pid} blocked {times} times, {ms} ms',
    'agent-allocated': '{pid} allocated {mb} MB in {collections} collections',
    'evidence-descriptors': 'Descriptors in use and their limit: <items>{processes}</items>.',
    'descriptors-of-process': '{pid}: {used} of {limit}',
    'evidence-hogs': '{count} of {all} hogs used CPU time.',
    'evidence-redis-runs': 'Process {pid} still runs.',
    'evidence-redis-answers': 'Process {pid} is gone, but Redis answers again.',
    'evidence-redis-gone': 'Process {pid} is gone and its port does not answer ({cause}).',
    'evidence-no-keys': 'There was not one key to flush.',
    'evidence-flushed': 'Keys before: {before}; right after: {after}.',
    'evidence-set-refused': 'A SET was refused: {cause}',
    'evidence-set-accepted': 'A SET was accepted.',
    'evidence-postgres-stopped': 'All {all} processes of PostgreSQL are in state T (stopped).',
    'evidence-postgres-not-stopped': '{count} of {all} processes of PostgreSQL are not stopped.',
    'evidence-postmaster-runs': 'Postmaster {pid} still runs.',
    'evidence-postmaster-answers': 'Postmaster {pid} is gone, but PostgreSQL answers again.',
    'evidence-postmaster-gone': 'Postmaster {pid} is gone and its port does not answer ({cause}).',
    'evidence-backend-runs': 'Backend {pid} still runs.',
    'evidence-recovered': 'Backend {pid} is gone, and with it all of before: PostgreSQL recovered.',
    'evidence-no-recovery': 'Backend {pid} is gone, but PostgreSQL did not begin to recover.',
    'evidence-connections-cut': 'Connections terminated: {count}; rounds: {rounds}.',
    'evidence-last-failure': 'The last failure: {cause}.',
    'evidence-connections-refused':
      'A new connection is refused (53300); {held} idle ones are held.',
    'evidence-connections-granted': 'Five new connections in a row were granted.',
    'evidence-connections-closed': 'The idle connections have been closed.',
    'evidence-locks': '{held} of {all} tables ({tables}) are locked; sessions waiting: {waiting}.',
    'evidence-index-there': 'The index {index} is there.',
    'evidence-index-gone':
      'The index {index} of {table} is gone; it had been scanned {scans} times.',
    'evidence-probe': 'A probe through the proxy: {through}.',
    'evidence-probes': 'A probe through the proxy: {through}; past it: {past}.',
    'probe-outcome':
      '{outcome, select, answered {answered} ended {ended} reset {reset} refused {refused} other {silent}} after {ms} ms',
    'evidence-break':
      'A new connection to the proxy: {probe}; {resets} resets so far, {open} connections open.',
    'evidence-bandwidth':
      '{bytes} bytes came down {connections} connections in {ms} ms; the limit lets {most} pass.',
    'evidence-no-bytes': 'Nothing came down the link, so nothing was limited.',

    'no-proc':
      'CPU time is not known without /proc. Run it on Linux, or leave the fault out (--fault).',
    'no-shell': 'There is no sh to spin. Install one, or leave the fault out (--fault).',
    'limits-linux-only':
      'Limits of a running process are set on Linux only. Run it there, or leave the fault out (--fault).',
    'no-prlimit':
      'prlimit (util-linux) is not installed. Install it, or leave the fault out (--fault).',
    'no-proxy':
      'No proxy stands before {link, select, service {the service} postgres {PostgreSQL} other {Redis}}. Leave the fault out (--fault).',
    'database-not-readable':
      "The variant's database cannot be looked at: {cause}. Where no connection was left, let the service keep fewer than max_connections; or leave the fault out (--fault).",
  },
  {
    'how-control': '不注入任何故障：相同的负载与核对，作为对照。',
    'how-worker-killed': '对服务的一个非根进程发送 SIGKILL；若服务因此整体退出，故障后重新启动。',
    'how-service-killed':
      '对服务的所有进程发送 SIGKILL；故障后在同一端口重新启动，如同有守护进程。',
    'how-service-paused': '对服务的所有进程发送 SIGSTOP，故障后发送 SIGCONT。',
    'how-service-restarted': '对服务发送 SIGTERM，允许其完成在途请求；退出后立即在同一端口启动。',
    'how-event-loop-blocked':
      '服务每个进程中的 agent 在每 {everyMs} ms 中不间断地计算 {forMs} ms。',
    'how-gc-pressure':
      '服务每个进程中的 agent 在堆上每秒分配 {mbPerS} MB，并保留最近的 {heldMb} MB。',
    'how-descriptors-used-up':
      '用 prlimit 降低服务每个进程的打开描述符软限制，使其只能再打开 {spare} 个。',
    'how-cpu-hog':
      '每个 CPU 上有 {hogsPerCpu} 个进程不停地计算，占用服务的 CPU；服务未绑定时占用所有 CPU。',
    'how-redis-paused': '对 redis-server 发送 SIGSTOP，结束时发送 SIGCONT：连接保持，但无响应。',
    'how-redis-killed': '对 redis-server 发送 SIGKILL；结束时在同一端口以空数据重新启动。',
    'how-redis-flushed': 'FLUSHALL ASYNC：所有键立即消失，缓存自行重新填充。',
    'how-redis-full': '用 CONFIG SET 将 maxmemory 设为已用内存的九成且不淘汰：写入被拒绝。',
    'how-postgres-paused':
      '对 postmaster 及其所有子进程发送 SIGSTOP，结束时发送 SIGCONT：连接保持，但无响应。',
    'how-postgres-restarted':
      '对 postmaster 发送 SIGQUIT（立即关闭）；结束时在同一端口启动并恢复。',
    'how-postgres-backend-killed':
      '对该方案的一个后端发送 SIGKILL：PostgreSQL 切断所有连接并恢复。',
    'how-connections-terminated':
      '每 {everyMs} ms 对该方案数据库的所有连接调用一次 pg_terminate_backend。',
    'how-connections-used-up':
      '空闲连接占满 PostgreSQL 的余量，空出的也立即占用：新连接被拒绝（53300）。',
    'how-lock-storm': '对{tables}执行 LOCK TABLE … IN ACCESS EXCLUSIVE MODE，持有到结束。',
    'most-used-tables': '最常用的表',
    'how-slow-query': '对{index}执行 DROP INDEX；结束时重新创建。',
    'most-scanned-index': '扫描最多且不支撑约束的索引',
    'how-network-latency': '返回的所有数据延迟 {latencyMs} ± {jitterMs} ms。',
    'how-network-bandwidth': '每个连接返回数据的速率最多 {kbPerS} KB/s。',
    'how-network-slow-close': '连接的关闭延迟 {closeDelayMs} ms 才告知另一端。',
    'how-network-reset': '重置（RST）所有已打开的连接，新连接一建立也立即重置。',
    'how-network-blackhole': '连接保持打开，也接受新连接，但两个方向都没有数据通过。',
    'how-network-down': '切断已打开的连接，并拒绝新连接。',
    'by-proxy':
      '由{link, select, service {服务} postgres { PostgreSQL } other { Redis }}前的 TCP 代理实现，该代理在每个阶段都在路径中。',

    'evidence-control': '无需任何操作。',
    'evidence-not-looked': '未进行检查。',
    'evidence-not-readable': '无法检查：{cause}。',
    'evidence-not-back': '没有恢复运行：{failure}',
    'evidence-killed': '进程 {pids} 已被 SIGKILL 结束（共 {count} 个）。',
    'evidence-not-killed': '未结束：{processes}。',
    'process-in-state': '{pid}（状态 {state}）',
    'evidence-terminated': '进程 {pid} 收到 SIGTERM 后已结束。',
    'evidence-not-terminated': '进程 {pid} 收到 SIGTERM 后仍在运行。',
    'evidence-stopped': '{all} 个进程中有 {count} 个处于状态 T（已停止）。',
    'evidence-not-stopped': '{all} 个进程中有 {count} 个未停止。',
    'evidence-agent': 'agent 报告：<items>{processes}</items>。',
    'agent-silent': '{pid} 没有回应',
    'agent-blocked': '{pid} 阻塞 {times} 次，共 {ms} ms',
    'agent-allocated': '{pid} 分配 {mb} MB，回收 {collections} 次',
    'evidence-descriptors': '使用中的描述符及其限制：<items>{processes}</items>。',
    'descriptors-of-process': '{pid}：{used} 个，限制为 {limit}',
    'evidence-hogs': '{all} 个占用进程中有 {count} 个用到了 CPU 时间。',
    'evidence-redis-runs': '进程 {pid} 仍在运行。',
    'evidence-redis-answers': '进程 {pid} 已消失，但 Redis 又有响应。',
    'evidence-redis-gone': '进程 {pid} 已消失，其端口无响应（{cause}）。',
    'evidence-no-keys': '没有任何键可清空。',
    'evidence-flushed': '之前的键数：{before}；紧接其后：{after}。',
    'evidence-set-refused': 'SET 被拒绝：{cause}',
    'evidence-set-accepted': 'SET 被接受。',
    'evidence-postgres-stopped': 'PostgreSQL 的全部 {all} 个进程处于状态 T（已停止）。',
    'evidence-postgres-not-stopped': 'PostgreSQL 的 {all} 个进程中有 {count} 个未停止。',
    'evidence-postmaster-runs': 'postmaster {pid} 仍在运行。',
    'evidence-postmaster-answers': 'postmaster {pid} 已消失，但 PostgreSQL 又有响应。',
    'evidence-postmaster-gone': 'postmaster {pid} 已消失，其端口无响应（{cause}）。',
    'evidence-backend-runs': '后端 {pid} 仍在运行。',
    'evidence-recovered': '后端 {pid} 及先前的所有进程已消失：PostgreSQL 已恢复。',
    'evidence-no-recovery': '后端 {pid} 已消失，但 PostgreSQL 没有开始恢复。',
    'evidence-connections-cut': '已终止的连接：{count}；轮数：{rounds}。',
    'evidence-last-failure': '最近一次失败：{cause}。',
    'evidence-connections-refused': '新连接被拒绝（53300）；占用着 {held} 个空闲连接。',
    'evidence-connections-granted': '连续五个新连接都被接受。',
    'evidence-connections-closed': '空闲连接已被关闭。',
    'evidence-locks': '{all} 个表（{tables}）中有 {held} 个被锁定；等待的会话：{waiting}。',
    'evidence-index-there': '索引 {index} 存在。',
    'evidence-index-gone': '{table} 的索引 {index} 已消失；此前被扫描 {scans} 次。',
    'evidence-probe': '经过代理的探测：{through}。',
    'evidence-probes': '经过代理的探测：{through}；绕过代理：{past}。',
    'probe-outcome':
      '{ms} ms 后{outcome, select, answered {有响应} ended {连接结束} reset {被重置} refused {被拒绝} other {仍无响应}}',
    'evidence-break': '到代理的新连接：{probe}；至今重置 {resets} 次，打开的连接有 {open} 个。',
    'evidence-bandwidth':
      '{connections} 个连接在 {ms} ms 内传回 {bytes} 字节；限制最多允许 {most} 字节。',
    'evidence-no-bytes': '没有数据传回，因此没有可限制的。',

    'no-proc': '没有 /proc，无法得知 CPU 时间。请在 Linux 上运行，或不选该故障（--fault）。',
    'no-shell': '没有 sh 可用来占用 CPU。请安装，或不选该故障（--fault）。',
    'limits-linux-only':
      '只有在 Linux 上才能更改运行中进程的限制。请在 Linux 上运行，或不选该故障（--fault）。',
    'no-prlimit': '没有安装 prlimit（util-linux）。请安装，或不选该故障（--fault）。',
    'no-proxy':
      '{link, select, service {服务} postgres {PostgreSQL } other {Redis }}前没有代理。请不选该故障（--fault）。',
    'database-not-readable':
      '无法查看该方案的数据库：{cause}。若是连接已用尽，请让服务的连接数低于 max_connections；或不选该故障（--fault）。',
  },
);

/** What the known faults are called in Chinese, by id without the link. */
export const faultNamesZh: Readonly<Record<string, string>> = {
  control: '无故障',
  'worker-killed': '杀死一个工作进程',
  'service-killed': '杀死服务',
  'service-paused': '服务暂停',
  'service-restarted': '服务重启',
  'event-loop-blocked': '事件循环阻塞',
  'gc-pressure': '垃圾回收压力',
  'descriptors-used-up': '描述符耗尽',
  'cpu-hog': 'CPU 被占用',
  'redis-paused': 'Redis 暂停',
  'redis-killed': '杀死 Redis',
  'redis-flushed': '清空 Redis',
  'redis-full': 'Redis 写满',
  'postgres-paused': 'PostgreSQL 暂停',
  'postgres-restarted': 'PostgreSQL 重启',
  'postgres-backend-killed': '杀死 PostgreSQL 后端',
  'connections-terminated': 'PostgreSQL 连接被终止',
  'connections-used-up': 'PostgreSQL 连接耗尽',
  'lock-storm': '表被锁定',
  'slow-query': '索引丢失',
  'network-latency': '网络延迟',
  'network-bandwidth': '网络带宽受限',
  'network-slow-close': '连接延迟关闭',
  'network-reset': '连接被重置',
  'network-blackhole': '网络黑洞',
  'network-down': '连接被拒绝',
};
