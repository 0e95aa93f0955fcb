-- Level segment: pages of one region and segment by name, without filtering on the way; comes on top of composite.sql, which
-- level.ts applies first.

-- GET /customers?region=…&segment=…&sort=name.
CREATE INDEX customers_region_segment_by_name ON customers USING btree (region, segment, name, id);
