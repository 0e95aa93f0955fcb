// CSV files of customers, from 500 to 20,000 lines: drawn once and cut anew for each upload, since drawing a long file would
// keep the generator from sending anything else.
import { createRandom, type Random } from '../random.ts';
import { drawMobilePhone, drawPersonName } from './import-lines.ts';

/** How long the files are; lengths are spread evenly over their logarithm. */
export interface FileLengths {
  readonly fewestLines: number;
  readonly mostLines: number;
}

export interface CsvFiles {
  /** A file with its header; lines come again in later files, as in the exports of one and the same list. */
  next(): string;
}

export const csvHeader = 'name,phone,email,region,segment,sourceId,changedAt';

/** Shares of lines: the same person as on an earlier line, in another spelling and from another source. */
const repeatedRatio = 0.03;
/** Phones and addresses that nothing can repair, and those that are typed in another form. */
const brokenPhoneRatio = 0.04;
const brokenEmailRatio = 0.02;
const untidyRatio = 0.15;
const missingEmailRatio = 0.2;
/** A repeated line is at most this far behind the one that it repeats. */
const repeatDistance = 400;
const sourceCount = 8;
const firstChangeMs = Date.UTC(2024, 0, 1);
const changeSpanMinutes = 2 * 365 * 24 * 60;

interface Person {
  readonly name: string;
  readonly phone: string;
  readonly email: string;
}

type Counts = { readonly regionCount: number; readonly segmentCount: number };

/** @param random draws which lines each file has */
export function createCsvFiles(
  seed: number,
  random: Random,
  { fewestLines, mostLines }: FileLengths,
  counts: Counts,
): CsvFiles {
  let sheet: Sheet | undefined;
  return {
    next: () => {
      const lineCount = Math.round(fewestLines * (mostLines / fewestLines) ** random.next());
      const start = random.nextInt(mostLines);
      sheet ??= drawSheet(seed, mostLines, counts);
      return `${csvHeader}\n${cutLines(sheet, start, lineCount)}`;
    },
  };
}

/** Lines in one text, with the place where each begins; the last one is where the text ends. */
interface Sheet {
  readonly text: string;
  readonly starts: readonly number[];
}

/** From the start on; behind the last line comes the first. */
function cutLines({ text, starts }: Sheet, start: number, count: number): string {
  const most = starts.length - 1;
  const end = start + count;
  if (end <= most) return text.slice(starts[start], starts[end]);
  return text.slice(starts[start]) + text.slice(0, starts[end - most]);
}

function drawSheet(seed: number, lineCount: number, counts: Counts): Sheet {
  const random = createRandom(createRandom(-1 - seed).nextInt(2 ** 31));
  const people: Person[] = [];
  const starts = [0];
  let text = '';
  for (let index = 0; index < lineCount; index++) {
    const person = drawPerson(random, people, index);
    people.push(person);
    text += drawLine(random, person, counts);
    starts.push(text.length);
  }
  return { text, starts };
}

function drawPerson(random: Random, people: readonly Person[], index: number): Person {
  const own = {
    ...{ name: drawPersonName(random), phone: drawMobilePhone(random) },
    email: `p${index}.${random.nextInt(1_000_000)}@example.com`,
  };
  if (random.next() >= repeatedRatio || people.length === 0) return own;
  const distance = 1 + random.nextInt(Math.min(repeatDistance, people.length));
  return people[people.length - distance] ?? own;
}

function drawLine(random: Random, { name, phone, email }: Person, counts: Counts): string {
  const changedAt = new Date(firstChangeMs + random.nextInt(changeSpanMinutes) * 60_000);
  const fields = [
    random.next() < untidyRatio ? ` ${name} ` : name,
    spoilPhone(random, phone),
    spoilEmail(random, email),
    1 + random.nextInt(counts.regionCount),
    1 + random.nextInt(counts.segmentCount),
    1 + random.nextInt(sourceCount),
    changedAt.toISOString(),
  ];
  return `${fields.join(',')}\n`;
}

function spoilPhone(random: Random, phone: string): string {
  const draw = random.next();
  if (draw < brokenPhoneRatio) return phone.slice(0, 8);
  if (draw >= brokenPhoneRatio + untidyRatio) return phone;
  return `+86 ${phone.slice(0, 3)}-${phone.slice(3, 7)} ${phone.slice(7)}`;
}

function spoilEmail(random: Random, email: string): string {
  const draw = random.next();
  if (draw < missingEmailRatio) return '';
  if (draw < missingEmailRatio + brokenEmailRatio) return email.replace('@', '(at)');
  return draw < missingEmailRatio + brokenEmailRatio + untidyRatio ? email.toUpperCase() : email;
}

/** Phones of eight digits, and addresses without their sign: what was made so that nothing can repair it. */
const brokenLine = /^[^,]*,(?:\d{8},|[^,]*,[^,]*\(at\))/;

/** The lines of a file that was made here, without its header. */
export function listCsvLines(file: string): readonly string[] {
  return file.slice(csvHeader.length + 1, -1).split('\n');
}

/** True where a cleaning must refuse the line. */
export function isBrokenCsvLine(line: string): boolean {
  return brokenLine.test(line);
}
