// The command that compares a seeded database with what was planted in it:
// `node server/database/quality/main.ts --size S --seed 1` prints the shares as one JSON object.
import pg from 'pg';
import { databaseExitCodes, describeFailure } from '../command-line.ts';
import { parseSeedArguments } from '../seed/arguments.ts';
import { sizes } from '../seed/profile.ts';
import { plantedTruth } from '../seed/truth.ts';
import { type Agreement, compareWithTruth, type StoredIdentity } from './agreement.ts';

const usage = `usage: node server/database/quality/main.ts [--size S|M|L] [--seed N]

Compares the customers of the database that DATABASE_URL names with what the seed planted.
  --size, --seed   those that the database was loaded with (default S, 1)
`;

const parsed = parseSeedArguments(process.argv.slice(2), process.env);
switch (parsed.kind) {
  case 'help':
    process.stdout.write(usage);
    break;
  case 'wrong':
    process.stderr.write(
      `${parsed.problems.map((text) => `error: ${text}`).join('\n')}\n\n${usage}`,
    );
    process.exitCode = databaseExitCodes.usage;
    break;
  case 'load':
    await report(parsed);
    break;
}

type Wanted = Extract<ReturnType<typeof parseSeedArguments>, { kind: 'load' }>;

async function report(wanted: Wanted): Promise<void> {
  try {
    process.stdout.write(`${JSON.stringify(await compare(wanted))}\n`);
  } catch (error) {
    process.stderr.write(`error: ${describeFailure(error)}\n`);
    process.exitCode = databaseExitCodes.database;
  }
}

async function compare({ databaseUrl, size, seed }: Wanted): Promise<Agreement> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  try {
    const { rows } = await client.query<StoredIdentity>(
      `SELECT id AS "customerId", coalesce(merged_into, id) AS "standsFor", phone_norm AS "phoneNorm"
       FROM customers WHERE id <= $1`,
      [sizes[size].customers],
    );
    return compareWithTruth(rows, plantedTruth(size, seed));
  } finally {
    await client.end();
  }
}
