// Looks again and again whether a fault took effect, since signals and limits take a moment to arrive.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Verification } from './fault.ts';

const pollMs = 20;

/** What was seen when it took effect, else what was seen last. @param withinMs how long to look for */
export async function awaitEffect(
  look: () => Verification | Promise<Verification>,
  withinMs: number,
): Promise<Verification> {
  const deadline = performance.now() + withinMs;
  for (;;) {
    const seen = await look();
    if (seen.tookEffect || performance.now() >= deadline) return seen;
    await sleep(pollMs);
  }
}
