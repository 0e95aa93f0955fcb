-- Level references: foreign keys as such, so that no row names one that is not there; comes on top of composite.sql, which
-- level.ts applies first. Each row that is written looks up, and locks against removal, every row that it names.
-- Each statement stands in the form in which PostgreSQL gives it back: level.ts compares them.
ALTER TABLE customers ADD CONSTRAINT customers_source FOREIGN KEY (source_id) REFERENCES sources(id);
ALTER TABLE customers ADD CONSTRAINT customers_owner FOREIGN KEY (owner_id) REFERENCES owners(id);
ALTER TABLE contacts ADD CONSTRAINT contacts_customer FOREIGN KEY (customer_id) REFERENCES customers(id);
ALTER TABLE orders ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers(id);
ALTER TABLE order_items ADD CONSTRAINT order_items_order FOREIGN KEY (order_id) REFERENCES orders(id);
ALTER TABLE order_items ADD CONSTRAINT order_items_product FOREIGN KEY (product_id) REFERENCES products(id);
ALTER TABLE activities ADD CONSTRAINT activities_customer FOREIGN KEY (customer_id) REFERENCES customers(id);
ALTER TABLE activities ADD CONSTRAINT activities_owner FOREIGN KEY (owner_id) REFERENCES owners(id);
