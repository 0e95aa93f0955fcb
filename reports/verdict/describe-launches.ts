// How processes were launched, as messages.
import type { CycleFacts, PlacementFacts } from '../figures/launch-facts.ts';
import type { Localized } from '../language/catalogue.ts';

/** Which process ran on which CPUs. */
export function describePlacement({ places, swappedGroups, groups }: PlacementFacts): Localized {
  if (places.length === 0) return (m) => m.page.unpinned;
  return ({ page }) =>
    page.placement({
      places: places.map(({ roles, cpus }) =>
        page.place({ roles: roles.map((role) => page.role[role]), cpus, count: cpus.length }),
      ),
      ...{ swapped: swappedGroups, groups },
    });
}

/** What was restarted and built anew between groups. */
export function describeCycles({ restarted, rebuilt }: CycleFacts): Localized {
  return ({ page }) => {
    const before = [
      ...(restarted.length > 0
        ? [page.restarted({ groups: restarted, count: restarted.length })]
        : []),
      ...(rebuilt.length > 0 ? [page.rebuilt({ groups: rebuilt, count: rebuilt.length })] : []),
    ];
    return page.cycles({ parts: before });
  };
}
