// What the threads of the pool can do: each export is a task by its name.
export { prepareImport } from '../modules/imports/clean.ts';
export { cleanStored } from '../modules/quality/clean-stored.ts';
export { renderCustomersPage } from '../views/customers-page.ts';
