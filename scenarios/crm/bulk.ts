// What systems send in bulk: long files of customers, and orders to clean stored ones range by range.
import type { Random } from '../random.ts';
import { type CsvFiles, createCsvFiles, type FileLengths } from './csv-files.ts';
import { smallFileLines } from './import-lines.ts';
import type { Population } from './population.ts';

export interface Bulk {
  readonly csvFiles: CsvFiles;
  /** The next range of customers to clean; behind the last comes the first. */
  nextRange(): { readonly fromId: number; readonly count: number };
}

/** Ids of one request to clean. */
const cleanedAtOnce = 1_000;

const smallFiles: FileLengths = { fewestLines: smallFileLines, mostLines: smallFileLines };

/** @param csvLines as long as small files where left out */
export function createBulk(
  seed: number,
  random: Random,
  population: Population,
  csvLines: FileLengths = smallFiles,
): Bulk {
  let cleanedRanges = 0;
  return {
    csvFiles: createCsvFiles(seed, random, csvLines, population),
    nextRange: () => {
      const ranges = Math.ceil(population.customerCount / cleanedAtOnce);
      const place = cleanedRanges++ % ranges;
      return { fromId: 1 + place * cleanedAtOnce, count: cleanedAtOnce };
    },
  };
}
