// Schema of the pages that a browser visits under load.
import Type from 'typebox';
import { defaults } from './defaults.ts';
import { closedObject, optional, pathSchema, tableOf } from './schema-parts.ts';

const { pages } = defaults;

const selectorSchema = (description: string) => Type.String({ minLength: 1, description });

const interactionSchema = closedObject(
  {
    click: optional.text('CSS selector of what is clicked.'),
    type: optional.text('Instead of a click: text that is typed key by key.'),
    into: optional.text('CSS selector of the field that it is typed into.'),
  },
  'What is done once the page shows; it must not leave the page.',
);

const pageSchema = closedObject(
  {
    path: pathSchema('Path with query.'),
    shows: selectorSchema('CSS selector of what a visitor waits for.'),
    interaction: Type.Optional(interactionSchema),
  },
  'A page that is visited.',
);

export const pagesSchema = closedObject(
  {
    list: tableOf(pageSchema, 'Pages by name, visited in this order.', 1),
    rounds: optional.integer(
      'Rounds through all pages for each variant in a group, each twice: with an empty cache, then with what the browser has kept.',
      { minimum: 1, maximum: 100, default: pages.rounds },
    ),
    satisfiedMs: optional.milliseconds(
      1,
      pages.satisfiedMs,
      'T of Apdex: up to here a visitor is satisfied, up to 4 T he tolerates it.',
    ),
    timeoutMs: optional.milliseconds(100, pages.timeoutMs, 'After this a visit has failed.'),
    browser: optional.text('Path of a Chromium or Chrome; by default one on PATH.'),
  },
  'Pages that a browser visits under the open loads, beside their slices.',
);
