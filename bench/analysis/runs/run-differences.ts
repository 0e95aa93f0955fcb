// What is not the same around two runs: settings and environment, as far as their documents say.
import type {
  Difference,
  DifferenceValue,
  EnvironmentName,
  SettingName,
} from '../../../reports/document/compare.ts';
import type { Environment, ResultDocument } from '../../../reports/document/result.ts';
import { hidesValue } from '../../spec/hash-mark.ts';

/** Settings that differ, the experiment first. */
export function listSettingDifferences(
  a: ResultDocument,
  b: ResultDocument,
): readonly Difference<SettingName>[] {
  const value = (name: SettingName, find: (run: ResultDocument) => DifferenceValue) =>
    compareValues(name, null, find(a), find(b));
  const list = (name: SettingName, find: (run: ResultDocument) => readonly string[]) =>
    compareLists(name, null, find(a), find(b));
  return [
    value('experiment', ({ run }) => run.name),
    value('reproduceCommand', ({ run }) => run.reproduceCommand),
    value('seed', ({ run }) => run.seed),
    value('planHash', ({ run }) => run.planHash),
    value('toleranceRatio', ({ run }) => run.toleranceRatio),
    value('looks', ({ run }) => describeLooks(run)),
    value('groupsPlanned', ({ run }) => run.groupsPlanned),
    value('baseline', ({ variants }) => variants.find((one) => one.isBaseline)?.id ?? null),
    list('scenarios', ({ scenarios }) => scenarios.map(({ scenario }) => scenario)),
    list('loads', ({ scenarios }) => scenarios.map(({ load }) => load.id)),
    ...compareScenarios(a, b),
    list('factors', ({ factors }) => factors.map(({ name }) => name)),
    ...compareLevels(a, b),
    list('variants', ({ variants }) => variants.map(({ id }) => id)),
    list('gates', ({ gates }) => gates.map(({ gate }) => gate)),
    value('prices', ({ run }) => describePrices(run)),
    ...compareConfigured(a, b),
  ].flatMap((one) => one ?? []);
}

/** The environment where it differs, what decides comparability first. */
export function listEnvironmentDifferences(
  a: Environment,
  b: Environment,
): readonly Difference<EnvironmentName>[] {
  const plain = [
    ...([
      'fingerprint',
      'hostname',
      'os',
      'kernel',
      'cpuModel',
      'cpuCount',
      'memoryBytes',
    ] as const),
    ...(['nodeVersion', 'loadstoneVersion', 'gitCommit', 'gitDirty'] as const),
  ];
  return [
    ...plain.map((name) => compareValues<EnvironmentName>(name, null, a[name], b[name])),
    ...compareTables<EnvironmentName>('service', a.services, b.services),
    compareValues<EnvironmentName>('driver', null, a.driver.name, b.driver.name),
    compareValues<EnvironmentName>('driverVersion', null, a.driver.version, b.driver.version),
    ...compareTables<EnvironmentName>('placement', a.placement, b.placement),
  ].flatMap((one) => one ?? []);
}

type Found<Name extends string> = Difference<Name> | undefined;

function compareValues<Name extends string>(
  name: Name,
  subject: string | null,
  a: DifferenceValue,
  b: DifferenceValue,
): Found<Name> {
  return a === b ? undefined : { name, subject, kind: 'value', a: [a], b: [b] };
}

function compareLists<Name extends string>(
  name: Name,
  subject: string | null,
  a: readonly string[],
  b: readonly string[],
): Found<Name> {
  const onlyA = [...new Set(a)].filter((one) => !b.includes(one));
  const onlyB = [...new Set(b)].filter((one) => !a.includes(one));
  if (onlyA.length + onlyB.length === 0) return undefined;
  return { name, subject, kind: 'only-in', a: onlyA, b: onlyB };
}

function compareTables<Name extends string>(
  name: Name,
  a: Readonly<Record<string, string>>,
  b: Readonly<Record<string, string>>,
): readonly Found<Name>[] {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])];
  return keys.map((key) => compareValues(name, key, a[key] ?? null, b[key] ?? null));
}

/** Primary metric and load of the scenarios that both have. */
function compareScenarios(a: ResultDocument, b: ResultDocument): readonly Found<SettingName>[] {
  return a.scenarios.flatMap((one) => {
    const { scenario, load } = one;
    const other = b.scenarios.find(
      (each) => each.scenario === scenario && each.load.id === load.id,
    );
    if (other === undefined) return [];
    const subject = `${scenario} · ${load.id}`;
    return [
      compareValues<SettingName>('primaryMetric', subject, one.primaryMetric, other.primaryMetric),
      compareValues<SettingName>(
        [a, b].some((run) => isDerived(run, load.id)) ? 'derivedRateRps' : 'loadRateRps',
        ...([subject, load.rateRps, other.load.rateRps] as const),
      ),
      compareValues<SettingName>(
        'loadConnections',
        subject,
        load.connections,
        other.load.connections,
      ),
    ];
  });
}

/** Levels of the factors that both have. */
function compareLevels(a: ResultDocument, b: ResultDocument): readonly Found<SettingName>[] {
  return a.factors.map(({ name, levels }) => {
    const other = b.factors.find((factor) => factor.name === name);
    return other && compareLists<SettingName>('levels', name, levels, other.levels);
  });
}

/** True where the rate of a load is a share of what the baseline carried in this very run. */
function isDerived({ run }: ResultDocument, loadId: string): boolean {
  return run.settings?.measuring?.[`loads.${loadId}.capacityRatio`] !== undefined;
}

function compareConfigured(a: ResultDocument, b: ResultDocument): readonly Found<SettingName>[] {
  const [one, other] = [a.run.settings, b.run.settings];
  if (one === undefined || other === undefined) return [];
  const isSameKey = one.hashKeyId === other.hashKeyId;
  const configured = comparePlaces(one.values, other.values, isSameKey);
  if (one.measuring === undefined || other.measuring === undefined) return configured;
  const [ofOne, ofOther] = [one.measuring, other.measuring];
  const measuring = comparePlaces(ofOne, ofOther, isSameKey).filter(
    (found) => found === undefined || isInBoth(found.subject ?? '', ofOne, ofOther),
  );
  return [...configured, ...measuring];
}

type Settings = Readonly<Record<string, string>>;

/** Lists whose parts are compared by name elsewhere: of one that a run alone has its settings are not told besides. */
const namedLists = /^(?:loads|gates|scenarios|factors)\./;

function isInBoth(place: string, ...sides: readonly Settings[]): boolean {
  if (!namedLists.test(place)) return true;
  const part = place.slice(0, place.lastIndexOf('.') + 1);
  return sides.every((side) => Object.keys(side).some((one) => one.startsWith(part)));
}

/** Of values that are not recorded only those of one key say whether they are the same. */
function comparePlaces(
  one: Settings,
  other: Settings,
  isSameKey: boolean,
): readonly Found<SettingName>[] {
  const places = [...new Set([...Object.keys(one), ...Object.keys(other)])];
  return places.map((place) => {
    const [ofA, ofB] = [one[place], other[place]];
    if (ofA === ofB) return undefined;
    if (![ofA, ofB].some((value) => value !== undefined && hidesValue(value)))
      return compareValues<SettingName>('configured', place, ofA ?? null, ofB ?? null);
    const isInBothRuns = ofA !== undefined && ofB !== undefined;
    // Neither hashes of two keys nor a hash and a value can be compared.
    const isKnown = isSameKey && hidesValue(ofA ?? '') === hidesValue(ofB ?? '');
    return isInBothRuns && !isKnown
      ? undefined
      : { name: 'configured', subject: place, kind: 'hidden', a: sideOf(ofA), b: sideOf(ofB) };
  });
}

/** Of a hidden value nothing but that there is one. */
const sideOf = (value: string | undefined): readonly DifferenceValue[] =>
  value === undefined ? [] : [null];

/** True where values are hidden in both runs that can't be compared, being hashed with two keys. */
export function hidesDifferences(a: ResultDocument, b: ResultDocument): boolean {
  const [one, other] = [a.run.settings, b.run.settings];
  if (one === undefined || other === undefined || one.hashKeyId === other.hashKeyId) return false;
  const [ofOne, ofOther] = [one, other].map(({ values, measuring }) => ({
    ...measuring,
    ...values,
  }));
  return Object.entries(ofOne ?? {}).some(
    ([place, value]) => hidesValue(value) && hidesValue(ofOther?.[place] ?? ''),
  );
}

function describeLooks({ sequential }: ResultDocument['run']): string {
  const { kind, looks } = sequential;
  return looks.length === 0 ? kind : `${kind}: ${looks.join(', ')}`;
}

function describePrices({ prices }: ResultDocument['run']): string | null {
  if (prices === null) return null;
  const { currency, perCpuHour, perGibHour } = prices;
  return `${perCpuHour} ${currency} a CPU hour, ${perGibHour} ${currency} a GiB hour`;
}
