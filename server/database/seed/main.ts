// The command that fills an empty database: `node server/database/seed/main.ts --size S --seed 1`.
import { databaseExitCodes, describeFailure } from '../command-line.ts';
import { parseSeedArguments, type SeedArguments, usage } from './arguments.ts';
import { type LoadReport, loadDatabase } from './load.ts';
import { showProgress } from './progress.ts';

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
    await load(parsed);
    break;
}

async function load(wanted: Extract<SeedArguments, { kind: 'load' }>): Promise<void> {
  const { databaseUrl, size, seed } = wanted;
  try {
    const progress = showProgress(process.stderr);
    process.stdout.write(renderReport(await loadDatabase({ databaseUrl, size, seed, progress })));
  } catch (error) {
    process.stderr.write(`\nerror: ${describeFailure(error)}\n`);
    process.exitCode = databaseExitCodes.database;
  }
}

function renderReport(report: LoadReport): string {
  const lines = report.tables.map(
    ({ name, rowCount, sha256 }) =>
      `${name.padEnd(12)} ${String(rowCount).padStart(9)} rows  sha256 ${sha256}`,
  );
  const seconds = (ms: number) => (ms / 1_000).toFixed(1);
  const rowsPerSecond = Math.round(report.rowCount / ((report.copyMs + report.keysMs) / 1_000));
  return `${lines.join('\n')}
${'all'.padEnd(12)} ${String(report.rowCount).padStart(9)} rows  sha256 ${report.sha256}
${rowsPerSecond} rows/s with keys: rows ${seconds(report.copyMs)} s, keys ${seconds(report.keysMs)} s, with drawing and vacuum ${seconds(report.totalMs)} s
`;
}
