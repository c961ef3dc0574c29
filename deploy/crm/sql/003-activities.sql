-- What was said and when people meet. Each row may hang on any of the records above.

CREATE TABLE IF NOT EXISTS public.notes (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id text NOT NULL DEFAULT 'demo',
  owner_id uuid,
  account_id uuid,
  contact_id uuid,
  lead_id uuid,
  opportunity_id uuid,
  project_id uuid,
  title text,
  body text,
  pinned boolean NOT NULL DEFAULT false,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  upshot_cause text
);

CREATE TABLE IF NOT EXISTS public.emails (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id text NOT NULL DEFAULT 'demo',
  owner_id uuid,
  account_id uuid,
  contact_id uuid,
  lead_id uuid,
  opportunity_id uuid,
  direction text NOT NULL DEFAULT 'outbound',
  status text NOT NULL DEFAULT 'draft',
  from_address text,
  to_address text,
  subject text,
  body text,
  sent_at timestamptz,
  opened_at timestamptz,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  upshot_cause text
);

CREATE TABLE IF NOT EXISTS public.calls (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id text NOT NULL DEFAULT 'demo',
  owner_id uuid,
  account_id uuid,
  contact_id uuid,
  lead_id uuid,
  opportunity_id uuid,
  subject text,
  direction text NOT NULL DEFAULT 'outbound',
  status text NOT NULL DEFAULT 'planned',
  outcome text,
  phone text,
  duration_seconds integer,
  due_at timestamptz,
  completed_at timestamptz,
  description text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  upshot_cause text
);

CREATE TABLE IF NOT EXISTS public.meetings (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id text NOT NULL DEFAULT 'demo',
  owner_id uuid,
  account_id uuid,
  contact_id uuid,
  lead_id uuid,
  opportunity_id uuid,
  title text NOT NULL,
  status text NOT NULL DEFAULT 'planned',
  location text,
  attendees jsonb NOT NULL DEFAULT '[]',
  due_at timestamptz,
  ends_at timestamptz,
  completed_at timestamptz,
  description text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  upshot_cause text
);

CREATE TABLE IF NOT EXISTS public.appointments (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id text NOT NULL DEFAULT 'demo',
  owner_id uuid,
  account_id uuid,
  contact_id uuid,
  lead_id uuid,
  title text NOT NULL,
  status text NOT NULL DEFAULT 'scheduled',
  location text,
  due_date date,
  start_time time,
  end_time time,
  completed_at timestamptz,
  description text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  upshot_cause text
);
