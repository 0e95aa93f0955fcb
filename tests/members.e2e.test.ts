// Users who log in, from a config to a report; the drivers' contract has the jars of each (members.slow.test.ts).
import { test } from 'vitest';
import { playMembers } from './support/members.ts';

test('members log in and work', () => playMembers('open'));
