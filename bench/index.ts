// Public face of the package: what a config file needs.
export type { LoadstoneConfig } from './spec/config-schema.ts';
export { defineConfig } from './spec/define-config.ts';
