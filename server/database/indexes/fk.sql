-- Level fk: one plain index on each foreign key, as a framework makes them. The latest orders of a customer
-- are found by customer, then all of them are read and sorted.
-- Each statement stands in the form in which PostgreSQL gives it back: level.ts compares them.
CREATE INDEX customers_source_id ON customers USING btree (source_id);
CREATE INDEX customers_owner_id ON customers USING btree (owner_id);
CREATE INDEX contacts_customer_id ON contacts USING btree (customer_id);
CREATE INDEX orders_customer_id ON orders USING btree (customer_id);
CREATE INDEX order_items_order_id ON order_items USING btree (order_id);
CREATE INDEX order_items_product_id ON order_items USING btree (product_id);
CREATE INDEX activities_customer_id ON activities USING btree (customer_id);
CREATE INDEX activities_owner_id ON activities USING btree (owner_id);
