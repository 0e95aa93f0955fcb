// Phones as people type them, with about as much dirt as the seed plants.

const dirty: readonly ((phone: string) => string)[] = [
  (phone) => `+86${phone}`,
  (phone) => `+86 ${phone.slice(0, 3)} ${phone.slice(3, 7)} ${phone.slice(7)}`,
  (phone) => `0086-${phone}`,
  (phone) => `86${phone}`,
  (phone) => `${phone.slice(0, 3)}-${phone.slice(3, 7)}-${phone.slice(7)}`,
  (phone) => `（${phone.slice(0, 3)}）${phone.slice(3)}`,
  (phone) => phone.replace(/\d/g, (digit) => String.fromCharCode(digit.charCodeAt(0) + 0xfee0)),
  (phone) => ` ${phone} `,
  (phone) => phone.slice(0, 10),
  (phone) => `12${phone.slice(2)}`,
  () => 'unknown',
];

/** One in eight is dirty, one in 32 repeats an earlier one; the same every time. */
export function buildRawPhones(count: number): readonly string[] {
  const phones: string[] = [];
  for (let index = 0; index < count; index += 1) {
    const clean = `1${3 + (index % 7)}${String((index * 7_919) % 1_000_000_000).padStart(9, '0')}`;
    const earlier = phones[index - 17];
    const spoil = index % 8 === 0 ? dirty[(index / 8) % dirty.length] : undefined;
    phones.push(index % 32 === 31 && earlier !== undefined ? earlier : (spoil?.(clean) ?? clean));
  }
  return phones;
}
