// The same as members.e2e.test.ts by the other drivers.
import { test } from 'vitest';
import { playMembers } from './support/members.ts';

test.each(['autocannon', 'k6'])('members log in and work, played by %s', playMembers);
