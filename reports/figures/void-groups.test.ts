// Reasons of which only the figures differ are one reason, told with those of its first group.
import { expect, test } from 'vitest';
import type { Message } from '../document/message.ts';
import { quoteText, writeMessage } from '../document/messages/message.ts';
import type { ResultDocument } from '../document/result.ts';
import { say } from '../terminal/say.ts';
import { listVoidGroups } from './void-groups.ts';

const list = (reasons: readonly Message[]) =>
  listVoidGroups({
    groups: reasons.map((voidReason, index) => ({ index, status: 'void', voidReason })),
  } as unknown as ResultDocument);

const foreign = (share: string) => writeMessage('void-foreign-cpu', { share, limit: '10 %' });

test('one entry for one cause, whatever its size', () => {
  const died = quoteText('The service died on port 40123.');
  const found = list([foreign('21.5 %'), died, foreign('9 %'), foreign('1,024 %')]);
  expect(found).toMatchObject([
    { count: 3, groups: '1, 3, 4', figuresOf: '1', reason: { params: { share: '21.5 %' } } },
    { count: 1, groups: '2', reason: died },
  ]);
  const [first] = found;
  if (first === undefined) throw new RangeError('Two entries.');
  expect(say((m) => m.evidence.voidGroups(first))).toMatch(
    /^3 groups are void \(1, 3, 4\), for a reason like that of group 1: Other programs/,
  );
});

test('equal reasons need no example, and other ones stay apart', () => {
  expect(list([foreign('12 %'), foreign('12 %')])).toMatchObject([{ count: 2, figuresOf: 'none' }]);
  expect(list([quoteText('a 1'), quoteText('b 1')])).toHaveLength(2);
});
