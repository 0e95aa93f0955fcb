// The command that adds one index level: `node server/database/indexes/main.ts composite`.
import { databaseExitCodes, describeFailure, parseDatabaseUrl } from '../command-line.ts';
import { showProgress } from '../seed/progress.ts';
import { applyIndexLevel } from './apply.ts';
import { type IndexLevel, indexLevels } from './level.ts';

const usage = `usage: node server/database/indexes/main.ts ${indexLevels.join('|')}

Adds the indexes of one level to the loaded database that DATABASE_URL names.
`;

const problems: string[] = [];
const [word, ...others] = process.argv.slice(2);
const level = indexLevels.find((known) => known === word);
if (level === undefined || others.length > 0) {
  const given = process.argv.slice(2).join(' ');
  problems.push(`give one level of ${indexLevels.join(', ')}, not "${given}"`);
}
const databaseUrl = parseDatabaseUrl(process.env.DATABASE_URL, problems);

if (word === '--help' || word === '-h') {
  process.stdout.write(usage);
} else if (level === undefined || databaseUrl === undefined || problems.length > 0) {
  process.stderr.write(`${problems.map((text) => `error: ${text}`).join('\n')}\n\n${usage}`);
  process.exitCode = databaseExitCodes.usage;
} else {
  await apply(databaseUrl, level);
}

async function apply(url: string, wanted: IndexLevel): Promise<void> {
  try {
    const progress = showProgress(process.stderr);
    const bytes = await applyIndexLevel({ databaseUrl: url, level: wanted, progress });
    const size = `${(bytes / 1e6).toFixed(1)} MB`;
    process.stdout.write(`the database is at level ${wanted}, which takes ${size} on disk\n`);
  } catch (error) {
    process.stderr.write(`error: ${describeFailure(error)}\n`);
    process.exitCode = databaseExitCodes.database;
  }
}
