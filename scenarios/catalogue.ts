// All scenarios that come with Loadstone, by name.
import { scenario as availability } from './crm/availability.ts';
import { scenario as backOffice } from './crm/back-office.ts';
import { scenario as browse } from './crm/browse.ts';
import { scenario as browseUniform } from './crm/browse-uniform.ts';
import { scenario as bulkImport } from './crm/bulk-import.ts';
import { scenario as dashboard } from './crm/dashboard.ts';
import { scenario as dataQuality } from './crm/data-quality.ts';
import { scenario as desk } from './crm/desk.ts';
import { scenario as importFiles } from './crm/import.ts';
import { scenario as lists } from './crm/lists.ts';
import { scenario as mixed } from './crm/mixed.ts';
import { scenario as office } from './crm/office.ts';
import { scenario as orderEntry } from './crm/order-entry.ts';
import { scenario as orderProcessing } from './crm/order-processing.ts';
import { scenario as search } from './crm/search.ts';
import type { Scenario } from './model.ts';

/** Every scenario of the CRM; the key is the scenario's own name. */
export const catalogue: Readonly<Record<string, Scenario>> = Object.fromEntries(
  [
    ...[browse, browseUniform, desk, search, orderEntry, importFiles, dashboard, mixed],
    ...[orderProcessing, lists, backOffice, bulkImport, dataQuality, availability, office],
  ].map((scenario) => [scenario.name, scenario]),
);
