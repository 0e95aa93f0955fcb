// Places labels along a line so that none covers another and each stays as near as possible to its mark.

export interface WantedLabel<Key> {
  readonly key: Key;
  /** Where the label would like to stand, in pixels. */
  readonly at: number;
}

export interface PlacedLabel<Key> extends WantedLabel<Key> {
  readonly placedAt: number;
}

interface Block<Key> {
  labels: WantedLabel<Key>[];
  centre: number;
}

/**
 * Labels at least `spacing` apart within `low` to `high`, in the order of their wishes. Where they
 * cannot all fit, the spacing shrinks evenly: callers choose a limit that fits.
 * Blocks that overlap merge around the mean of their wishes, as in isotonic regression.
 */
export function placeLabels<Key>(
  wanted: readonly WantedLabel<Key>[],
  spacing: number,
  low: number,
  high: number,
): PlacedLabel<Key>[] {
  if (wanted.length === 0) return [];
  const room = wanted.length > 1 ? (high - low) / (wanted.length - 1) : spacing;
  const step = Math.min(spacing, room);
  const blocks: Block<Key>[] = [];
  for (const label of wanted.toSorted((a, b) => a.at - b.at)) {
    let block: Block<Key> = { labels: [label], centre: clampCentre(label.at, 1, step, low, high) };
    for (let previous = blocks.at(-1); previous !== undefined; previous = blocks.at(-1)) {
      const reach = ((previous.labels.length + block.labels.length) / 2) * step;
      if (block.centre - previous.centre >= reach) break;
      blocks.pop();
      const labels = [...previous.labels, ...block.labels];
      const mean = labels.reduce((sum, one) => sum + one.at, 0) / labels.length;
      block = { labels, centre: clampCentre(mean, labels.length, step, low, high) };
    }
    blocks.push(block);
  }
  return blocks.flatMap(({ labels, centre }) =>
    labels.map((label, index) => ({
      ...label,
      placedAt: centre + (index - (labels.length - 1) / 2) * step,
    })),
  );
}

function clampCentre(
  centre: number,
  count: number,
  step: number,
  low: number,
  high: number,
): number {
  const half = ((count - 1) / 2) * step;
  return Math.min(Math.max(centre, low + half), Math.max(low + half, high - half));
}
