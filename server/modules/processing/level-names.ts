// What the configuration knows of the levels of CRM_WORKFLOW: their names, and what they need. levels.ts makes them.

const needs = {
  'row-by-row': { redis: false },
  'one-transaction': { redis: false },
  pipelined: { redis: false },
  'set-based': { redis: false },
  'queue-postgres': { redis: false },
  'queue-redis': { redis: true },
} as const;

export type WorkflowLevelName = keyof typeof needs;

export const workflowNeeds: Readonly<Record<WorkflowLevelName, { readonly redis: boolean }>> =
  needs;

export const workflowLevelNames = Object.keys(needs) as [WorkflowLevelName, ...WorkflowLevelName[]];
