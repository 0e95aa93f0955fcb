-- The CRM's tables. Primary keys and indexes come after the load: see ../indexes and 002-keys.sql.
CREATE TABLE sources (
  id integer NOT NULL,
  name text NOT NULL,
  trust_level smallint NOT NULL
);

CREATE TABLE owners (
  id integer NOT NULL,
  name text NOT NULL,
  email text NOT NULL
);

CREATE TABLE customers (
  id integer NOT NULL,
  name text NOT NULL,
  phone text,
  phone_norm text,
  email text,
  region smallint NOT NULL,
  segment smallint NOT NULL,
  source_id integer NOT NULL,
  owner_id integer NOT NULL,
  version integer NOT NULL DEFAULT 1,
  order_count integer NOT NULL DEFAULT 0,
  spent_cents bigint NOT NULL DEFAULT 0,
  created_at timestamptz NOT NULL,
  updated_at timestamptz NOT NULL,
  deleted_at timestamptz
);

CREATE TABLE contacts (
  id integer NOT NULL,
  customer_id integer NOT NULL,
  name text NOT NULL,
  phone text,
  role text NOT NULL
);

CREATE TABLE products (
  id integer NOT NULL,
  name text NOT NULL,
  unit_cents integer NOT NULL,
  stock integer NOT NULL
);

CREATE TABLE orders (
  id integer NOT NULL,
  customer_id integer NOT NULL,
  status smallint NOT NULL,
  total_cents bigint NOT NULL,
  idempotency_key text,
  created_at timestamptz NOT NULL,
  -- The client's own name of the operation, kept whether or not keys are unique, so that repeated and
  -- lost operations can be found out; null for loaded orders.
  client_reference text,
  -- The version that creating the order gave the customer, so that a repeated key gets the same
  -- answer; null for loaded orders, which have no key.
  customer_version integer
);

CREATE TABLE order_items (
  id integer NOT NULL,
  order_id integer NOT NULL,
  product_id integer NOT NULL,
  quantity smallint NOT NULL,
  unit_cents integer NOT NULL
);

CREATE TABLE activities (
  id integer NOT NULL,
  customer_id integer NOT NULL,
  owner_id integer NOT NULL,
  kind smallint NOT NULL,
  note text NOT NULL,
  created_at timestamptz NOT NULL
);

CREATE TABLE dq_issues (
  id integer NOT NULL,
  batch_id text NOT NULL,
  line_number integer NOT NULL,
  reason text NOT NULL,
  raw text NOT NULL,
  created_at timestamptz NOT NULL
);
