// Every sentence that has a code can be said in Chinese, with the same figures in it.
import { expect, test } from 'vitest';
import { faultKinds } from '../../../bench/faults/catalogue.ts';
import { chinese } from '../../language/catalogue.ts';
import { tell } from '../../language/tell.ts';
import type { Message } from '../message.ts';
import { sayFault } from './fault-names.ts';
import {
  joinMessages,
  quoteText,
  writeFault,
  writeMessage,
  writeMetric,
  writeName,
} from './message.ts';
import { toPlainText } from './sentence.ts';

const han = /\p{Script=Han}/u;
const inChinese = (message: Message) => toPlainText(tell(message)(chinese));

test('figures, names and what others said stand in the Chinese sentence, too', () => {
  const fault = writeFault('network-latency@redis', 'Latency of 300 ± 50 ms, to Redis');
  const variants = ['redis', 'tiered'].map((label) => writeName(label, `\`${label}\``));
  const what = writeMessage('data-wrong', {
    wrong: [
      writeMessage('wrong-lost', { count: 1 }),
      writeMessage('wrong-duplicated', { count: 2 }),
    ],
  });
  const said = writeMessage('watch-variants', { fault, variants, what });
  expect(said.text).toBe(
    'Latency of 300 ± 50 ms, to Redis, `redis` and `tiered`: wrong data: 1 acknowledged write lost and 2 writes duplicated.',
  );
  expect(inChinese(said)).toBe(
    '网络延迟（到 Redis），redis 和 tiered：数据有误：1 次已确认的写入丢失、2 次写入重复执行。',
  );
  const reason = joinMessages([
    writeMessage('no-effect', { evidence: quoteText('It is up.') }),
    writeMessage('gate-little-data', {
      subject: writeMetric('latencyP99Us', 'p99 latency'),
      groups: 3,
    }),
  ]);
  expect(reason.text).toBe(
    'The fault did not take effect: It is up. p99 latency has too little data over 3 groups.',
  );
  expect(tell(reason)(chinese)).toContainEqual({ kind: 'quote', text: 'It is up.' });
  expect(inChinese(reason)).toContain('p99 延迟的数据太少（3 组）');
});

test('a sentence of an older or a newer document is quoted as it stands', () => {
  const quoted = [{ kind: 'quote', text: 'No Redis.' }];
  expect(tell(quoteText('No Redis.'))(chinese)).toEqual(quoted);
  expect(tell({ code: 'toString', params: {}, text: 'No Redis.' })(chinese)).toEqual(quoted);
});

test.each(faultKinds.map(({ name }) => name))('the fault %s has a Chinese name', (name) => {
  const title = sayFault('zh', { id: name, title: 'Untold' });
  expect(toPlainText(title)).toMatch(han);
});

test.each([
  ...['turn-never-came', 'no-demand', 'not-good-before', 'no-redis', 'foreign-redis'],
  ...['no-own-database', 'foreign-postgres', 'no-link-to-service', 'no-link-to-postgres'],
  ...['no-link-to-redis', 'foreign-service', 'service-gone', 'single-process', 'no-agent'],
  ...['agent-not-loaded', 'no-proc', 'no-shell', 'limits-linux-only', 'no-prlimit'],
] as const)('a fault that was not run for %s says what to do', (code) => {
  const reason = writeMessage(code);
  expect(reason.text).toMatch(/^[^.]+(?:\.\d+)?\. .*\S\.$/);
  expect(inChinese(reason)).toMatch(/。.+。$/);
});

test('one group that is left out is not', () => {
  const told = (left: number) => writeMessage('warn-left-out', { left, groups: 8 }).text;
  expect(told(1)).toMatch(/^1 of 8 groups .* and is not compared\.$/);
  expect(told(2)).toMatch(/^2 of 8 groups .* and are not compared\.$/);
});

test.each([
  [0, 'in 2 of 5 groups.', '跟不上负载。'],
  [1, 'in 2 of 5 groups; 1 arrival could not be sent at all.', '有 1 次到达根本未能发出。'],
  [7, 'in 2 of 5 groups; 7 arrivals could not be sent at all.', '有 7 次到达根本未能发出。'],
])('an overloaded variant with %i dropped arrivals', (dropped, english, inHan) => {
  const said = writeMessage('warn-saturated', { saturated: 2, groups: 5, dropped });
  expect(said.text.endsWith(english)).toBe(true);
  expect(inChinese(said).endsWith(inHan)).toBe(true);
});
