-- Level partial: an index of the few orders that are not done; comes on top of composite.sql, which level.ts applies first.

-- GET /orders/open: WHERE status < 3 ORDER BY created_at, id LIMIT 20.
CREATE INDEX orders_open ON orders USING btree (created_at, id) WHERE (status < 3);
