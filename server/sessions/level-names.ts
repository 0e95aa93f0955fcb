// What the configuration knows of the levels of CRM_SESSION: their names, and what they need. plugin.ts makes them.

const needs = {
  off: { redis: false },
  postgres: { redis: false },
  redis: { redis: true },
  token: { redis: false },
} as const;

export type SessionLevelName = keyof typeof needs;

export const sessionNeeds: Readonly<Record<SessionLevelName, { readonly redis: boolean }>> = needs;

export const sessionLevelNames = Object.keys(needs) as [SessionLevelName, ...SessionLevelName[]];
