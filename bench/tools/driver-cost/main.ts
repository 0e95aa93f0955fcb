// `npm run bench:drivers`: CPU per request of the load generators side by side, as a table of ratios.
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { createAvailableDrivers } from '../../drivers/registry.ts';
import { compareCost } from './compare-cost.ts';
import { buildCostRows, renderCostTable } from './cost-table.ts';
import { startCountingServer } from './counting-server.ts';
import type { LoadSubject } from './subjects.ts';
import { findWrkSubject, openAutocannonSubject, openGeneratorSubject } from './subjects.ts';

const connections = 50;
const rounds = 4;
const windowMs = 1_000;
/** Two margins and the window are within wrk's two seconds. */
const marginMs = 300;

const print = (line: string) => console.log(line);

// With one CPU alone nothing can be kept apart.
const canPin = process.platform === 'linux' && availableParallelism() > 1;
const server = await startCountingServer(canPin ? [0] : undefined);
const subjects: LoadSubject[] = [];
try {
  const options = { baseUrl: server.baseUrl, connections, cpus: canPin ? [1] : undefined };
  const stateDir = fileURLToPath(new URL('../../../.loadstone', import.meta.url));
  const place = { env: process.env, stateDir };
  const drivers = await createAvailableDrivers(place, (_, { message }) => print(message));
  for (const driver of drivers) subjects.push(await openGeneratorSubject(driver, options));
  subjects.push(await openAutocannonSubject(options));
  const wrk = await findWrkSubject(options);
  if (wrk === undefined) print('wrk is not there: no ratio to it.');
  else subjects.push(wrk);

  print(
    `${connections} connections, closed loop, ${rounds} rounds of ${windowMs} ms each in turn` +
      (canPin ? '; server on CPU 0, generators on CPU 1.' : '; nothing pinned.'),
  );
  const readings = await compareCost({ server, subjects, rounds, windowMs, marginMs });
  const references = ['autocannon', ...(wrk === undefined ? [] : ['wrk'])];
  for (const line of renderCostTable(buildCostRows(readings, references), references)) print(line);
  print('Median (lowest–highest) over the rounds; a ratio below 1 is cheaper than the peer.');
} finally {
  await Promise.all(subjects.map((subject) => subject.close()));
  await server.close();
}
