// Who is waited for when something changes: everybody who said hello before PostgreSQL took the message.
import pg from 'pg';
import { expect, inject, onTestFinished, test } from 'vitest';
import { parseConfig } from '../config.ts';
import { createDatabase } from '../plugins/database.ts';
import { createLevelCounters } from '../plugins/level-counters.ts';
import { createPostgresBus } from './postgres-bus.ts';

test('a change waits for a process whose hello has come, but was not read yet', async () => {
  const connectionString = inject('postgresUrl');
  const config = parseConfig({ DATABASE_URL: connectionString });
  const database = createDatabase(config, 1, createLevelCounters());
  const createClient = () => new pg.Client({ connectionString });
  const bus = createPostgresBus({ createClient, database, staleLimitMs: 60_000 });
  onTestFinished(async () => {
    await bus.close();
    await database.close();
  });
  await bus.ready();

  const other = createClient();
  await other.connect();
  onTestFinished(() => other.end());
  await other.query('LISTEN crm_invalidate; LISTEN crm_to_other');
  let name = '';
  const notify = (channel: string, message: object) =>
    other.query('SELECT pg_notify($1, $2)', [channel, JSON.stringify({ ...message, from: name })]);
  let forgotten = 0;
  other.on('notification', ({ payload = '' }) => {
    const { kind, from, id } = JSON.parse(payload);
    if (kind !== 'forget') return;
    forgotten += 1;
    void notify(`crm_to_${from}`, { kind: 'forgotten', id });
  });
  for (let round = 1; round <= 50; round += 1) {
    name = `other${round}`;
    await notify('crm_invalidate', { kind: 'hello' });
    await bus.publish(['key']);
    expect(forgotten).toBe(round);
    await notify('crm_invalidate', { kind: 'bye' });
  }
});
