// What the threads of the pool can do: each export is a task by its name.
export { cleanImport } from '../modules/imports/clean.ts';
export { renderCustomersPage } from '../views/customers-page.ts';
