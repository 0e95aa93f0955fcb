// What the known faults are called in Chinese, and how they are done; others stay as the document has them.
import type { FaultDescription } from '../document/faults.ts';
import type { Language } from '../document/messages/format.ts';
import { quote, type Sentence, sentence } from './sentence.ts';

/** By id without the link; a mechanism is absent where the English one holds figures. */
const names: Readonly<Record<string, readonly [title: string, mechanism?: string]>> = {
  control: ['无故障', '不注入任何故障：相同的负载与核对，作为对照。'],
  'worker-killed': [
    '杀死一个工作进程',
    '对服务的一个非根进程发送 SIGKILL；若服务因此整体退出，故障后重新启动。',
  ],
  'service-killed': [
    '杀死服务',
    '对服务的所有进程发送 SIGKILL；故障后在同一端口重新启动，如同有守护进程。',
  ],
  'service-paused': ['服务暂停', '对服务的所有进程发送 SIGSTOP，故障后发送 SIGCONT。'],
  'service-restarted': [
    '服务重启',
    '对服务发送 SIGTERM，允许其完成在途请求；退出后立即在同一端口启动。',
  ],
  'event-loop-blocked': ['事件循环阻塞'],
  'gc-pressure': ['垃圾回收压力'],
  'descriptors-used-up': ['描述符耗尽'],
  'cpu-hog': ['CPU 被占用'],
  'redis-paused': [
    'Redis 暂停',
    '对 redis-server 发送 SIGSTOP，结束时发送 SIGCONT：连接保持，但无响应。',
  ],
  'redis-killed': [
    '杀死 Redis',
    '对 redis-server 发送 SIGKILL；结束时在同一端口以空数据重新启动。',
  ],
  'redis-flushed': ['清空 Redis', 'FLUSHALL ASYNC：所有键立即消失，缓存自行重新填充。'],
  'redis-full': [
    'Redis 写满',
    '用 CONFIG SET 将 maxmemory 设为已用内存的九成且不淘汰：写入被拒绝。',
  ],
  'postgres-paused': [
    'PostgreSQL 暂停',
    '对 postmaster 及其所有子进程发送 SIGSTOP，结束时发送 SIGCONT：连接保持，但无响应。',
  ],
  'postgres-restarted': [
    'PostgreSQL 重启',
    '对 postmaster 发送 SIGQUIT（立即关闭）；结束时在同一端口启动并恢复。',
  ],
  'postgres-backend-killed': [
    '杀死 PostgreSQL 后端',
    '对该方案的一个后端发送 SIGKILL：PostgreSQL 切断所有连接并恢复。',
  ],
  'connections-terminated': ['PostgreSQL 连接被终止'],
  'connections-used-up': [
    'PostgreSQL 连接耗尽',
    '空闲连接占满 PostgreSQL 的余量，空出的也立即占用：新连接被拒绝（53300）。',
  ],
  'lock-storm': ['表被锁定'],
  'slow-query': ['索引丢失'],
  'network-latency': ['网络延迟'],
  'network-bandwidth': ['网络带宽受限'],
  'network-slow-close': ['连接延迟关闭'],
  'network-reset': ['连接被重置'],
  'network-blackhole': ['网络黑洞'],
  'network-down': ['连接被拒绝'],
};

const links: Readonly<Record<string, string>> = {
  service: '服务',
  postgres: 'PostgreSQL',
  redis: 'Redis',
};

/** Known faults in the reader's language, others as the document has them. */
export function sayFault(language: Language, { id, title }: FaultDescription): Sentence {
  const [kind = '', link] = id.split('@');
  const known = language === 'zh' && Object.hasOwn(names, kind) ? names[kind]?.[0] : undefined;
  if (known === undefined) return [quote(title)];
  if (link === undefined) return sentence`${known}`;
  return sentence`${known}（到 ${Object.hasOwn(links, link) ? (links[link] ?? link) : quote(link)}）`;
}

/** How it is done. */
export function sayMechanism(language: Language, { id, mechanism }: FaultDescription): Sentence {
  const known = language === 'zh' && Object.hasOwn(names, id) ? names[id]?.[1] : undefined;
  return known === undefined ? [quote(mechanism)] : sentence`${known}`;
}
