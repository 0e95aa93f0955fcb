// The planted dirt: how clean names and phones are spoilt, and which kind a customer gets.
import type { RandomStream } from './random.ts';

/**
 * Shares in 10,000ths, 12 % in all; `repairablePhone` and `fullWidthPhone` together are the 5 % that cleaning
 * can bring back. Duplicates (3 %) come on top, since a duplicate may be dirty too.
 */
const dirtShares = {
  missingPhone: 200,
  irreparablePhone: 300,
  repairablePhone: 400,
  fullWidthPhone: 100,
  blanksInName: 200,
} as const;

/** Share of customers that repeat an earlier one, in 10,000ths. */
export const duplicateShare = 300;

export type Dirt = keyof typeof dirtShares | 'none';

const shares = Object.entries(dirtShares) as readonly (readonly [Exclude<Dirt, 'none'>, number])[];

/** The kind of dirt that one customer gets. */
export function drawDirt(random: RandomStream): Dirt {
  let rest = random.below(10_000);
  for (const [dirt, share] of shares) {
    if (rest < share) return dirt;
    rest -= share;
  }
  return 'none';
}

const repairable: readonly ((phone: string) => string)[] = [
  (phone) => `+86${phone}`,
  (phone) => `+86 ${groupDigits(phone, ' ')}`,
  (phone) => `0086${phone}`,
  (phone) => `0086-${phone}`,
  (phone) => groupDigits(phone, '-'),
  (phone) => groupDigits(phone, ' '),
  (phone) => ` ${phone} `,
];

const irreparable: readonly ((phone: string) => string)[] = [
  (phone) => phone.slice(0, 10),
  (phone) => `${phone}${phone.slice(-1)}`,
  (phone) => `12${phone.slice(2)}`,
  (phone) => `010-${phone.slice(3)}`,
  (phone) => `${phone.slice(0, 7)}****`,
  () => 'unknown',
];

const spoiltNames: readonly ((name: string) => string)[] = [
  (name) => ` ${name}`,
  (name) => `${name}  `,
  (name) => name.replace(' ', '   '),
  (name) => name.replace(' ', '\u3000'),
];

/** The phone as it was typed in, or undefined where it was left out. */
export function spoilPhone(phone: string, dirt: Dirt, random: RandomStream): string | undefined {
  if (dirt === 'missingPhone') return undefined;
  if (dirt === 'fullWidthPhone') return widenDigits(phone);
  if (dirt === 'repairablePhone') return pick(repairable, random)(phone);
  if (dirt === 'irreparablePhone') return pick(irreparable, random)(phone);
  return phone;
}

/** The name as it was typed in. */
export function spoilName(name: string, dirt: Dirt, random: RandomStream): string {
  return dirt === 'blanksInName' ? pick(spoiltNames, random)(name) : name;
}

/** Whether cleaning the raw phone gives the true one back. */
export function isRecoverable(dirt: Dirt): boolean {
  return dirt !== 'missingPhone' && dirt !== 'irreparablePhone';
}

function groupDigits(phone: string, separator: string): string {
  return `${phone.slice(0, 3)}${separator}${phone.slice(3, 7)}${separator}${phone.slice(7)}`;
}

function widenDigits(phone: string): string {
  return phone.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0));
}

function pick<T>(choices: readonly T[], random: RandomStream): T {
  const choice = choices[random.below(choices.length)];
  if (choice === undefined) throw new RangeError('nothing to choose from');
  return choice;
}
