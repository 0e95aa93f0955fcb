-- Level no-phone: composite without the index that imports look phones up by, to see what that is worth.
-- Each statement stands in the form in which PostgreSQL gives it back: level.ts compares them.

-- GET /customers/:id/orders and its page: WHERE customer_id = … ORDER BY created_at DESC, id DESC LIMIT 20.
CREATE INDEX orders_customer_latest ON orders USING btree (customer_id, created_at DESC, id DESC);

-- GET /customers/:id/timeline: the same order.
CREATE INDEX activities_customer_latest ON activities USING btree (customer_id, created_at DESC, id DESC);

-- GET /orders/:id: its items, by id.
CREATE INDEX order_items_order ON order_items USING btree (order_id, id);

-- GET /dashboard/revenue: a range of created_at.
CREATE INDEX orders_created_at ON orders USING btree (created_at);

-- GET /customers: keyset pages in the three sorts, of all customers and of one region. A segment is
-- filtered on the way: one customer in two to twenty is of the segment asked for.
CREATE INDEX customers_newest ON customers USING btree (created_at DESC, id DESC);
CREATE INDEX customers_by_name ON customers USING btree (name, id);
CREATE INDEX customers_by_spent ON customers USING btree (spent_cents DESC, id DESC);
CREATE INDEX customers_region_newest ON customers USING btree (region, created_at DESC, id DESC);
CREATE INDEX customers_region_by_name ON customers USING btree (region, name, id);
CREATE INDEX customers_region_by_spent ON customers USING btree (region, spent_cents DESC, id DESC);

-- The contacts of a customer.
CREATE INDEX contacts_customer ON contacts USING btree (customer_id, id);
