-- Orders that wait to be written by the workers of CRM_WORKFLOW=queue-postgres; a job that is done is gone.
CREATE TABLE order_jobs (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  request jsonb NOT NULL,
  created_at timestamptz NOT NULL,
  -- The code of the error for which it will never be written; null while it waits.
  refusal text
);
