// How many rounds a seeded test plays: a few among the unit tests, many in `npm run test:slow`.
import { inject } from 'vitest';

declare module 'vitest' {
  export interface ProvidedContext {
    /** True in the project of slow tests. */
    playsManyRounds?: boolean;
  }
}

/** @param few enough to find what is broken, @param many enough to find what is wrong at times */
export function countRounds(few: number, many: number): number {
  return inject('playsManyRounds') === true ? many : few;
}
