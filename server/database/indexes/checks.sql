-- Level checks: what a row must be like in any case, asked by the database of each row that is written; comes on top of
-- composite.sql, which level.ts applies first.
-- Each statement stands in the form in which PostgreSQL gives it back: level.ts compares them.
ALTER TABLE customers ADD CONSTRAINT customers_region CHECK (((region >= 1) AND (region <= 31)));
ALTER TABLE customers ADD CONSTRAINT customers_segment CHECK (((segment >= 1) AND (segment <= 5)));
ALTER TABLE customers ADD CONSTRAINT customers_counted CHECK (((order_count >= 0) AND (spent_cents >= 0)));
ALTER TABLE customers ADD CONSTRAINT customers_phone_norm_form CHECK ((phone_norm ~ '^1[3-9][0-9]{9}$'::text));
ALTER TABLE orders ADD CONSTRAINT orders_status CHECK (((status >= 0) AND (status <= 4)));
ALTER TABLE orders ADD CONSTRAINT orders_total CHECK ((total_cents >= 0));
ALTER TABLE order_items ADD CONSTRAINT order_items_quantity CHECK ((quantity > 0));
ALTER TABLE order_items ADD CONSTRAINT order_items_price CHECK ((unit_cents >= 0));
