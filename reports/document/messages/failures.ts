// Why a service, a store or a fault failed, as records hold it. A cause stands within a sentence: it has no full stop.
import { defineMessages } from './define.ts';

export const failures = defineMessages(
  {
    'last-output': 'Its last output: “{output}”.',
    'failure-of-variant': '{variant}: {failure}',
    'failure-at-ref': 'At ref {ref}: {failure}',
    'service-not-started': 'Cannot start {command}.',
    'service-ended-early': '{command} ended with {exit} before it was ready.',
    'service-ended': 'The service ended with {exit} during the run.',
    'service-of-variant-ended': 'The service of {variant} ended with {exit} under load.',
    'redis-of-variant-ended': 'The Redis of {variant} ended under load.',
    'exit-code': 'code {code}',
    'exit-signal': 'signal {signal}',
    'service-refused':
      '{service} answered GET {path} with status {status} for {seconds} s, and a 2xx status was waited for.',
    'service-refused-elsewhere':
      '{service} answered GET {path} with status {status} for {seconds} s, and a 2xx status was waited for; GET {better} is answered with a 2xx status.',
    'service-silent':
      '{service} did not answer GET {path} with a 2xx status within {seconds} s; last: {last}.',
    'command-silent':
      '{command} did not answer GET {path} on 127.0.0.1 with a 2xx status within {seconds} s; last: {last}{place}.',
    'place-none': '; it listens on no port',
    'place-other-port': '; it listens on port {ports}, not on the one in {portEnv}',
    'place-other-address': '; it listens on {addresses}, not on 127.0.0.1',
    'port-taken':
      '{command} found its port taken {times} times; it may listen on a port of its own choice.',
    'redis-not-named': 'No Redis: the config names none.',
    'redis-not-found': 'No Redis: {detail}',
    'no-page-browser':
      'There is no browser on PATH ({programs}). Install Chromium, or name one in pages.browser.',
    'no-page-browser-at': 'There is no browser at {path}, which pages.browser names.',
    'page-browser-ended': 'The browser that visited pages ended.',
    'redis-missing': 'There is no redis-server on PATH and no Redis URL is given.',
    'redis-silent': '{url} does not answer: {cause}',
    'redis-not-running': '{binary} does not run: {cause}',
    'postgres-ended': 'PostgreSQL ended while it was needed.',
    'postgres-anew':
      'PostgreSQL started anew while the group was measured: it, or one of its processes, was killed.',
    'nothing-answered':
      'The baseline answered no request of {scenario} right, so no rate can be derived.',

    'fix-redis':
      'Install redis-server (`loadstone setup` does, or says how), or set LOADSTONE_REDIS_URL.',
    'fix-not-ready':
      'Start the command by hand with the environment shown and look at its output; target.readyPath in the config must be answered with a 2xx status (`loadstone init --probe` looks for such a path). Where it only needs longer, raise target.readyTimeoutMs.',
    'fix-died': 'Start the command by hand with the same environment to see why.',
    'fix-port-taken':
      'Another program listens there; stop it, or leave the port out so that a free one is chosen.',
    'fix-settings':
      'The service says that it runs with other settings than the plan asks for; check how it reads its environment.',
    'fix-driver':
      'The load generator ended unexpectedly; where it wrote anything, its last output stands above.',
    'fix-prepare':
      'The prepare command of the config failed; where it wrote anything, its last output stands above.',
    'fix-other-port':
      'Let the service listen on the port in {portEnv}, or name as target.portEnv the variable that it reads.',
    'fix-other-address':
      'Let the service listen on 127.0.0.1, which HOST holds, or on all addresses; `localhost` may be [::1] alone.',
    'fix-listen': 'Let the service listen on the port in {portEnv}.',
    'fix-given-service':
      'Start the service, or name the right port and target.readyPath in the config.',
    'fix-tls':
      'Name the authority of its certificate in target.tls.ca, or set target.tls.rejectUnauthorized to false.',
    'fix-better-path': "Set target.readyPath: ''{path}'' in the config.",
    'fix-forbidden-path':
      'Name a path that anybody may read as target.readyPath, or send what lets the harness in as target.headers.',
    'fix-ready-path':
      'Name as target.readyPath a path that is answered with a 2xx status once the service is ready; `loadstone init --probe` looks for one.',

    'cause-no-answer': 'no answer within {ms} ms',
    'cause-no-redis': 'the variant has no Redis of its own',
    'cause-redis-down': 'the Redis of the variant does not run',
    'cause-redis-untold': 'Redis does not tell its {name}',
    'cause-redis-memory': 'Redis does not tell the memory that it uses',
    'cause-no-checkpointer': 'PostgreSQL shows no checkpointer',
    'cause-foreign-backend': 'process {pid} is no child of the PostgreSQL of this run',
    'cause-no-database': 'the variant has no database of its own',
    'cause-foreign-postgres': 'the PostgreSQL is not ours alone',
    'cause-postgres-down': 'the PostgreSQL does not run',
    'cause-no-tables': 'there is no table in it',
    'cause-no-table': 'there is no table {table} in it',
    'cause-still-locked': 'session {pid} still holds them',
    'cause-no-free-index': 'it has no index that is neither unique nor of a constraint',
    'cause-no-index': 'there is no index {index} in it',
    'cause-index-stays':
      'the index {index} must stay: {obstacle, select, constraint {it backs a constraint} unique {it is unique} invalid {it is not valid} clustered {its table is clustered by it} replica {it tells replicas which row is meant} tablespace {it has a tablespace of its own} statistics {its columns have statistics of their own} other {it is part of an index over partitions}}',
    'cause-given-service': 'the service is a given URL',
    'cause-none-stopped': 'not one of the processes could be stopped',
    'cause-no-worker': 'the service has no process beside its root',
    'cause-no-agent': 'the service was started without the agent',
    'cause-agents-silent': 'not one process answered through the agent',
    'cause-no-agent-answers': 'not one process answers through the agent',
    'cause-no-descriptors': 'the descriptors of not one process can be read',
    'cause-limit-not-set': 'the limit of process {pid} cannot be set: {cause}',
  },
  {
    'last-output': '其最后的输出：“{output}”。',
    'failure-of-variant': '{variant}：{failure}',
    'failure-at-ref': '版本 {ref}：{failure}',
    'service-not-started': '无法启动 {command}。',
    'service-ended-early': '{command} 在就绪之前退出（{exit}）。',
    'service-ended': '服务在运行期间退出（{exit}）。',
    'service-of-variant-ended': '{variant} 的服务在负载下退出（{exit}）。',
    'redis-of-variant-ended': '{variant} 的 Redis 在负载下退出。',
    'exit-code': '退出码 {code}',
    'exit-signal': '信号 {signal}',
    'service-refused':
      '{service} 在 {seconds} 秒内对 GET {path} 一直以状态 {status} 响应，而等待的是 2xx 状态。',
    'service-refused-elsewhere':
      '{service} 在 {seconds} 秒内对 GET {path} 一直以状态 {status} 响应，而等待的是 2xx 状态；GET {better} 以 2xx 状态响应。',
    'service-silent':
      '{service} 在 {seconds} 秒内没有对 GET {path} 以 2xx 状态响应；最后一次：{last}。',
    'command-silent':
      '{command} 在 {seconds} 秒内没有在 127.0.0.1 上对 GET {path} 以 2xx 状态响应；最后一次：{last}{place}。',
    'place-none': '；它没有监听任何端口',
    'place-other-port': '；它监听的是端口 {ports}，而不是 {portEnv} 中的端口',
    'place-other-address': '；它监听的是 {addresses}，而不是 127.0.0.1',
    'port-taken': '{command} 有 {times} 次发现端口已被占用；它可能自行选择监听的端口。',
    'redis-not-named': '没有 Redis：配置没有指定。',
    'redis-not-found': '没有 Redis：{detail}',
    'no-page-browser':
      'PATH 中没有浏览器（{programs}）。请安装 Chromium，或在 pages.browser 中指定。',
    'no-page-browser-at': 'pages.browser 指定的 {path} 处没有浏览器。',
    'page-browser-ended': '访问页面的浏览器已退出。',
    'redis-missing': 'PATH 中没有 redis-server，也没有给出 Redis 的 URL。',
    'redis-silent': '{url} 没有响应：{cause}',
    'redis-not-running': '{binary} 无法运行：{cause}',
    'postgres-ended': 'PostgreSQL 在需要时已退出。',
    'postgres-anew': 'PostgreSQL 在测量该组期间重新启动：它或它的某个进程被杀死。',
    'nothing-answered': '基线没有正确响应 {scenario} 的任何请求，因此无法得出速率。',

    'fix-redis':
      '请安装 redis-server（`loadstone setup` 会安装，或说明如何安装），或设置 `LOADSTONE_REDIS_URL`。',
    'fix-not-ready':
      '请按所示环境手动启动该命令，查看其输出；配置中的 `target.readyPath` 必须以 2xx 状态响应（`loadstone init --probe` 可找出这样的路径）。若只是需要更长时间，请调大 `target.readyTimeoutMs`。',
    'fix-died': '请以相同的环境手动启动该命令，查看原因。',
    'fix-port-taken': '该端口已有其他程序监听；请停止它，或不指定端口，以便选用空闲端口。',
    'fix-settings': '服务所报告的设置与计划不符；请检查它如何读取环境变量。',
    'fix-driver': '负载发生器意外退出；若有输出，见上文。',
    'fix-prepare': '配置中的 `prepare` 命令失败；若有输出，见上文。',
    'fix-other-port': '请让服务监听 {portEnv} 中的端口，或以 `target.portEnv` 指定它所读取的变量。',
    'fix-other-address':
      '请让服务监听 127.0.0.1（即 `HOST` 的值），或监听所有地址；`localhost` 可能仅为 [::1]。',
    'fix-listen': '请让服务监听 {portEnv} 中的端口。',
    'fix-given-service': '请启动服务，或在配置中写明正确的端口和 `target.readyPath`。',
    'fix-tls':
      '请以 `target.tls.ca` 指定其证书的签发机构，或将 `target.tls.rejectUnauthorized` 设为 `false`。',
    'fix-better-path': "请在配置中设置 `target.readyPath: ''{path}''`。",
    'fix-forbidden-path':
      '请以 `target.readyPath` 指定一个无需权限即可读取的路径，或以 `target.headers` 发送访问凭据。',
    'fix-ready-path':
      '请以 `target.readyPath` 指定一个在服务就绪后以 2xx 状态响应的路径；`loadstone init --probe` 可找出这样的路径。',

    'cause-no-answer': '{ms} ms 内没有响应',
    'cause-no-redis': '该方案没有自己的 Redis',
    'cause-redis-down': '该方案的 Redis 没有运行',
    'cause-redis-untold': 'Redis 没有给出其 {name}',
    'cause-redis-memory': 'Redis 没有给出其内存用量',
    'cause-no-checkpointer': 'PostgreSQL 没有显示 checkpointer 进程',
    'cause-foreign-backend': '进程 {pid} 不是本次运行的 PostgreSQL 的子进程',
    'cause-no-database': '该方案没有自己的数据库',
    'cause-foreign-postgres': '该 PostgreSQL 并非只供本次运行使用',
    'cause-postgres-down': 'PostgreSQL 没有运行',
    'cause-no-tables': '其中没有表',
    'cause-no-table': '其中没有表 {table}',
    'cause-still-locked': '会话 {pid} 仍持有锁',
    'cause-no-free-index': '其中没有既非唯一又不支撑约束的索引',
    'cause-no-index': '其中没有索引 {index}',
    'cause-index-stays':
      '索引 {index} 必须保留：{obstacle, select, constraint {它支撑一个约束} unique {它是唯一索引} invalid {它无效} clustered {其表按它聚簇} replica {副本靠它识别行} tablespace {它有自己的表空间} statistics {其列有自己的统计设置} other {它是分区索引的一部分}}',
    'cause-given-service': '服务是由 URL 给出的',
    'cause-none-stopped': '没有一个进程能被停止',
    'cause-no-worker': '除根进程外，服务没有其他进程',
    'cause-no-agent': '服务启动时没有加载 agent',
    'cause-agents-silent': '没有一个进程通过 agent 响应',
    'cause-no-agent-answers': '没有一个进程通过 agent 响应',
    'cause-no-descriptors': '没有一个进程的描述符可以读取',
    'cause-limit-not-set': '无法设置进程 {pid} 的限制：{cause}',
  },
);
