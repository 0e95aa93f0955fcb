// What does not belong together in a manifest is told with its place, each by one change to a manifest that is in order.
import { describe, expect, it, test } from 'vitest';
import type { Plan } from '../plan/plan.ts';
import { hashPlan } from '../plan/plan-hash.ts';
import { findManifestProblem, type RunManifest } from './manifest.ts';
import { buildTestManifest } from './test-manifest.ts';

const whole = buildTestManifest();
/** The manifest with this in its plan, and the hash of what came of it. */
const planned = (change: Partial<Plan>): RunManifest => {
  const plan = { ...whole.plan, ...change };
  return { ...whole, plan, planHash: hashPlan(plan) };
};
const { variants, groups } = whole.plan;
/** The plan with this in its second group. */
const grouped = (change: Partial<Plan['groups'][number]>): RunManifest =>
  planned({
    groups: groups.map((group, place) => (place === 1 ? { ...group, ...change } : group)),
  });
const [, second] = groups;
const [block] = second?.blocks ?? [];
if (second === undefined || block === undefined) throw new Error('there is no second group');

test('a manifest that is in order has no problem', () => {
  expect(findManifestProblem(whole)).toBeUndefined();
  expect(findManifestProblem(planned({}))).toBeUndefined();
});

describe('a plan', () => {
  it.each<[string, RunManifest, string]>([
    [
      'two variants of one id',
      planned({ variants: [...variants, ...variants.slice(1)] }),
      'plan.variants: two have the same id',
    ],
    [
      'two baselines',
      planned({ variants: variants.map((variant) => ({ ...variant, isBaseline: true })) }),
      'plan.variants: has more than one baseline',
    ],
    ['two groups of one index', grouped({ index: 0 }), 'plan.groups: two have the same index'],
    [
      'a stranger among those that are launched',
      grouped({ launchOrder: [...second.launchOrder, 'stranger'] }),
      'plan.groups[1].launchOrder: names no variant of the plan: stranger',
    ],
    [
      'a scenario that the experiment does not have',
      grouped({ blocks: [...second.blocks, { ...block, scenario: 'stranger' }] }),
      'plan.groups[1].blocks: names no scenario: stranger',
    ],
    [
      'a load that the experiment does not have',
      grouped({ blocks: [...second.blocks, { ...block, loadId: 'stranger' }] }),
      'plan.groups[1].blocks: names no load: stranger',
    ],
  ])('with %s is refused', (_, manifest, problem) => {
    expect(findManifestProblem(manifest)).toBe(problem);
  });
});

test('a plan that is not the one of its hash is refused, unless something in it is hidden', () => {
  const launchOrder = second.launchOrder.toReversed();
  const changed: RunManifest = { ...grouped({ launchOrder }), planHash: whole.planHash };
  expect(findManifestProblem(changed)).toBe('plan: is not the one that planHash was made of');
  const hidden = {
    ...changed.plan,
    variants: variants.map((variant) => ({ ...variant, label: '[redacted-1]' })),
  };
  expect(findManifestProblem({ ...changed, plan: hidden })).toBeUndefined();
});

test('the id and the command, which are printed to be copied, are told with their names', () => {
  expect(findManifestProblem({ ...whole, id: '../x' })).toMatch(/^id: is no id/);
  expect(findManifestProblem({ ...whole, reproduceCommand: 'rm -rf /' })).toMatch(
    /^reproduceCommand: is no command/,
  );
});
