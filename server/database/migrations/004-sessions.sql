-- Who may log in, what they are logged in as, and the keys that cookies and tokens are signed with.
CREATE TABLE accounts (
  id integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
  login text NOT NULL UNIQUE,
  role text NOT NULL CHECK (role IN ('owner', 'agent', 'reader')),
  -- Whose customers an owner edits.
  owner_id integer UNIQUE REFERENCES owners (id),
  -- scrypt$N$r$p$salt$hash, salt and hash in base64.
  password_hash text NOT NULL,
  CHECK ((role = 'owner') = (owner_id IS NOT NULL))
);

-- Sessions of CRM_SESSION=postgres. Of the id only its SHA-256 is kept: who reads the table can't take a session over.
CREATE TABLE sessions (
  id_hash bytea PRIMARY KEY,
  content json NOT NULL,
  expires_at timestamptz NOT NULL
);
CREATE INDEX sessions_expires_at ON sessions (expires_at);

-- The newest signs, all verify signed session ids; a token is verified by the newest alone.
CREATE TABLE session_keys (
  id integer PRIMARY KEY,
  key text NOT NULL,
  created_at timestamptz NOT NULL DEFAULT now()
);
