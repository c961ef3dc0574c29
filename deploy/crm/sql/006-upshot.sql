-- What Upshot keeps inside the CRM's database; none of it is streamed.

-- The ledger of write-backs: the effect and the row it wrote stand or fall in one transaction.
CREATE TABLE IF NOT EXISTS upshot.effects (
  effect_id text PRIMARY KEY,
  tenant_id text NOT NULL,
  run_id text NOT NULL,
  action text NOT NULL,
  cause text,
  result jsonb,
  applied_at timestamptz NOT NULL DEFAULT now()
);

-- One row that the connector writes to every few seconds, so that its replication slot moves on while the CRM is quiet.
CREATE TABLE IF NOT EXISTS upshot.heartbeat (
  id integer PRIMARY KEY,
  beat_at timestamptz NOT NULL DEFAULT now()
);
