// Long lists and lists of lists: how they are fetched, paged and written matters more than which rows they show.
import { buildWorkload } from './workload.ts';

export const scenario = buildWorkload({
  name: 'lists',
  description:
    'Latest orders with all their items, and pages of customers: of 20 and of 100, from the first row and from page 500 on.',
  mix: {
    order_details: 50,
    page_1_of_20: 20,
    page_1_of_100: 10,
    page_500_of_20: 10,
    page_500_of_100: 10,
  },
  skew: 'zipf',
});
