-- What cleaning decides by, and what it decided. A row says what its source says, since `source_changed_at` (null: since it
-- was created); its e-mail address may be another source's. A duplicate stays readable and names the row that it belongs to.
ALTER TABLE customers
  ADD COLUMN source_changed_at timestamptz,
  ADD COLUMN email_source_id integer,
  ADD COLUMN email_changed_at timestamptz,
  ADD COLUMN merged_into integer;

-- One row for each merge: who stayed, why, and all that gave way.
CREATE TABLE customer_merges (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  batch_id text NOT NULL,
  -- Of the upload; null where a stored row was merged.
  line_number integer,
  customer_id integer NOT NULL,
  -- The stored row that gave way; null where a line of an upload was merged.
  merged_id integer,
  decided_by text NOT NULL,
  dropped jsonb NOT NULL,
  created_at timestamptz NOT NULL
);
