// The file of customers that an import sends, and which of its lines the service must refuse.
import type { Random } from '../random.ts';

/** What a line of the file says. */
export interface ImportLine {
  readonly name: string;
  readonly phone: string;
  readonly region: number;
  readonly segment: number;
}

/** Lines of a small file, as one is sent during the day. */
export const smallFileLines = 40;

/** Share of lines whose phone can't be repaired, and of those that are typed in another form. */
const brokenRatio = 0.06;
const untidyRatio = 0.15;

const surnames = ['王', '李', '张', '刘', '陈', '杨', '赵', '黄', '周', '吴'] as const;
const givenNames = ['伟', '芳', '娜', '敏', '静', '丽', '强', '磊', '军', '洋'] as const;

/** A mainland mobile number, `1[3-9]` and nine digits. */
export function drawMobilePhone(random: Random): string {
  return `1${3 + random.nextInt(7)}${String(random.nextInt(1_000_000_000)).padStart(9, '0')}`;
}

function drawPhone(random: Random): string {
  const phone = drawMobilePhone(random);
  const draw = random.next();
  // Too short to be one: nothing can repair it.
  if (draw < brokenRatio) return phone.slice(0, 8);
  if (draw >= brokenRatio + untidyRatio) return phone;
  return `+86 ${phone.slice(0, 3)}-${phone.slice(3, 7)} ${phone.slice(7)}`;
}

/** A name of three characters. */
export function drawPersonName(random: Random): string {
  const pick = (from: readonly string[]) => from[random.nextInt(from.length)] ?? '';
  return pick(surnames) + pick(givenNames) + pick(givenNames);
}

/** The file as NDJSON. */
export function drawImportFile(
  random: Random,
  lineCount: number,
  counts: { readonly regionCount: number; readonly segmentCount: number },
): string {
  const lines = Array.from(
    { length: lineCount },
    (): ImportLine => ({
      name: drawPersonName(random),
      phone: drawPhone(random),
      region: 1 + random.nextInt(counts.regionCount),
      segment: 1 + random.nextInt(counts.segmentCount),
    }),
  );
  return `${lines.map((line) => JSON.stringify(line)).join('\n')}\n`;
}

/** The lines of a file that `drawImportFile` made. */
export function readImportFile(file: string): readonly ImportLine[] {
  return file
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ImportLine);
}

/** True where the phone was made so that nothing can repair it: it has too few digits. */
export function isBroken({ phone }: ImportLine): boolean {
  return phone.replace(/\D/g, '').length < 11;
}
