-- Level trigram: what GET /customers/search needs for fragments of names and phones (of three characters and
-- more); comes on top of composite.sql, which level.ts applies first.
CREATE EXTENSION IF NOT EXISTS pg_trgm;
CREATE INDEX customers_name_trigram ON customers USING gin (name gin_trgm_ops);
CREATE INDEX customers_phone_norm_trigram ON customers USING gin (phone_norm gin_trgm_ops);
