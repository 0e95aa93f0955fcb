// What limit leaves a process a few descriptors, and the limits that /proc shows (pure).

/**
 * The limit under which a process with these open descriptors can open exactly `spare` more. A limit is
 * one above the highest number that may be given (getrlimit(2), RLIMIT_NOFILE), and the lowest free
 * number is given first, so gaps below count. Undefined where nothing is open, as then nothing is known.
 */
export function findLimit(open: readonly number[], spare: number): number | undefined {
  if (open.length === 0) return undefined;
  const taken = new Set(open);
  let number = 0;
  for (let free = 0; ; number += 1) {
    if (taken.has(number)) continue;
    if (free === spare) return number;
    free += 1;
  }
}

/** The line of open files in /proc/PID/limits, as written there; undefined where there is none. */
export function parseDescriptorLimits(
  text: string,
): { readonly soft: string; readonly hard: string } | undefined {
  const [, soft, hard] = /^Max open files\s+(\S+)\s+(\S+)/m.exec(text) ?? [];
  return soft === undefined || hard === undefined ? undefined : { soft, hard };
}
