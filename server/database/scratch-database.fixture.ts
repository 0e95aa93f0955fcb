// Databases of their own for integration tests, on the PostgreSQL that the tests were given.
import pg from 'pg';

export interface ScratchDatabase {
  readonly name: string;
  readonly url: string;
  readonly drop: () => Promise<void>;
}

let made = 0;

/** Makes a database, empty or as a copy of a template that nobody is connected to. */
export async function makeScratchDatabase(
  postgresUrl: string,
  template = 'template0',
): Promise<ScratchDatabase> {
  made++;
  const name = `scratch_${process.pid}_${Date.now()}_${made}`;
  await runAlone(postgresUrl, `CREATE DATABASE ${name} TEMPLATE ${template}`);
  const url = new URL(postgresUrl);
  url.pathname = `/${name}`;
  const drop = () => runAlone(postgresUrl, `DROP DATABASE IF EXISTS ${name} WITH (FORCE)`);
  return { name, url: url.href, drop };
}

/** Runs `use` with a connected client and ends it. */
export async function withClient<T>(
  url: string,
  use: (client: pg.Client) => Promise<T>,
): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await use(client);
  } finally {
    await client.end();
  }
}

async function runAlone(url: string, statement: string): Promise<void> {
  await withClient(url, (client) => client.query(statement));
}
