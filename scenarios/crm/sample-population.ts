// A small population for tests; its form is that of the CRM's /population.
import type { Population } from './population.ts';

export const samplePopulation: Population = {
  customerCount: 2500,
  // Scrambled ids, as in the CRM: rank and id must not be mistaken for each other.
  customersBySize: Array.from({ length: 2000 }, (_, rank) => ((rank * 1201) % 2503) + 1),
  maxOrderId: 10_000,
  productCount: 300,
  ownerCount: 20,
  regionCount: 8,
  segmentCount: 4,
  nameFragments: ['小明', 'Li', '王 伟'],
  phoneFragments: ['1381', '00457', '8899'],
  deepCursor: 'WyJuZXdlc3QiXQ',
};
