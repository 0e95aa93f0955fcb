// What scenarios can be made of: a flag each.
import type { FoundRequests } from '../requests.ts';
import { readCurl } from './curl.ts';
import { readHar } from './har.ts';
import { readK6 } from './k6.ts';
import { readOpenApi } from './openapi.ts';

interface ScenarioImport {
  /** Such as `fromHar`, as the command line names the flag's value. */
  readonly option: string;
  readonly flags: string;
  readonly description: string;
  /** False where the flag's value is the text itself. */
  readonly isFile: boolean;
  /** @throws LoadstoneError USAGE */
  readonly read: (text: string, file: string) => FoundRequests;
}

export const scenarioImports: readonly ScenarioImport[] = [
  {
    option: 'fromHar',
    flags: '--from-har <file>',
    description: 'write a scenario from the requests that a browser recorded',
    isFile: true,
    read: readHar,
  },
  {
    option: 'fromOpenapi',
    flags: '--from-openapi <file>',
    description: 'write a scenario from the GETs of an OpenAPI document',
    isFile: true,
    read: readOpenApi,
  },
  {
    option: 'fromK6',
    flags: '--from-k6 <file>',
    description: 'write a scenario from the requests of a k6 script',
    isFile: true,
    read: readK6,
  },
  {
    option: 'fromCurl',
    flags: '--from-curl <command>',
    description: "write a scenario from a command such as 'curl http://…'",
    isFile: false,
    read: (text) => readCurl(text),
  },
];
