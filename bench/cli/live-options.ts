// The options of the live page, as commander gives them.
import { LoadstoneError } from '../errors.ts';

export interface LiveOptions {
  readonly ui?: boolean;
  readonly uiPort?: string;
}

/** Undefined where no page is wanted; port 0 takes a free one. @throws LoadstoneError USAGE */
export function parseLivePort({ ui, uiPort }: LiveOptions): number | undefined {
  if (uiPort === undefined) return ui === true ? 0 : undefined;
  const port = Number(uiPort);
  if (/^\d+$/.test(uiPort) && port <= 65_535) return port;
  throw new LoadstoneError(
    'USAGE',
    `--ui-port takes a whole number from 0 to 65535, not "${uiPort}".`,
  );
}
