// Resolves the pages of a config.
import { resolve } from 'node:path';
import type { LoadstoneConfig } from './config-schema.ts';
import { defaults } from './defaults.ts';
import type { PageInteraction, ResolvedPages } from './experiment.ts';

type PagesConfig = NonNullable<LoadstoneConfig['pages']>;
type InteractionConfig = NonNullable<PagesConfig['list'][string]['interaction']>;

/** Undefined where the config has none. @param folder of the config, from which the path of a browser goes */
export function resolvePages(
  { pages }: LoadstoneConfig,
  folder: string,
): ResolvedPages | undefined {
  if (pages === undefined) return undefined;
  const { list, browser, ...given } = pages;
  return {
    ...defaults.pages,
    ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)),
    list: Object.entries(list).map(([name, { path, shows, interaction }]) => ({
      ...{ name, path, shows },
      ...(interaction && { interaction: resolveInteraction(interaction) }),
    })),
    ...(browser !== undefined && { browser: resolve(folder, browser) }),
  };
}

/** One of both forms, see `findPageProblems`. */
function resolveInteraction({ click, type = '', into = '' }: InteractionConfig): PageInteraction {
  return click === undefined
    ? { kind: 'type', selector: into, typed: type }
    : { kind: 'click', selector: click };
}
