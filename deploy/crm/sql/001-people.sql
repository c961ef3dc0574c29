-- People and companies: who owns, who is sold to.
-- Links between tables are soft: a CRM's rows point at rows that may be gone.

CREATE TABLE IF NOT EXISTS public.users (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id text NOT NULL DEFAULT 'demo',
  name text NOT NULL,
  email text NOT NULL,
  phone text,
  title text,
  is_active boolean NOT NULL DEFAULT true,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS public.groups (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id text NOT NULL DEFAULT 'demo',
  name text NOT NULL,
  description text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

-- Who is in which group; not streamed.
CREATE TABLE IF NOT EXISTS public.group_members (
  group_id uuid NOT NULL,
  user_id uuid NOT NULL,
  tenant_id text NOT NULL DEFAULT 'demo',
  PRIMARY KEY (group_id, user_id)
);

CREATE TABLE IF NOT EXISTS public.tags (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id text NOT NULL DEFAULT 'demo',
  name text NOT NULL,
  color text,
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now()
);

CREATE TABLE IF NOT EXISTS public.accounts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id text NOT NULL DEFAULT 'demo',
  owner_id uuid,
  name text NOT NULL,
  type text NOT NULL DEFAULT 'prospect',
  status text NOT NULL DEFAULT 'active',
  industry text,
  email text,
  phone text,
  website text,
  city text,
  country text,
  employees integer,
  annual_revenue numeric(14,2),
  currency text NOT NULL DEFAULT 'EUR',
  parent_account_id uuid,
  description text,
  tags text[] NOT NULL DEFAULT '{}',
  custom_fields jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  upshot_cause text
);

CREATE TABLE IF NOT EXISTS public.leads (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id text NOT NULL DEFAULT 'demo',
  owner_id uuid,
  first_name text,
  last_name text,
  name text,
  title text,
  company text,
  email text,
  phone text,
  mobile text,
  stage text NOT NULL DEFAULT 'new',
  status text NOT NULL DEFAULT 'open',
  score integer NOT NULL DEFAULT 0,
  source text,
  industry text,
  city text,
  country text,
  website text,
  estimated_value numeric(14,2),
  currency text NOT NULL DEFAULT 'EUR',
  is_converted boolean NOT NULL DEFAULT false,
  converted_at timestamptz,
  account_id uuid,
  contact_id uuid,
  opportunity_id uuid,
  last_contacted_at timestamptz,
  description text,
  tags text[] NOT NULL DEFAULT '{}',
  custom_fields jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  upshot_cause text
);

CREATE TABLE IF NOT EXISTS public.contacts (
  id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
  tenant_id text NOT NULL DEFAULT 'demo',
  owner_id uuid,
  account_id uuid,
  lead_id uuid,
  first_name text,
  last_name text,
  name text,
  title text,
  company text,
  email text,
  phone text,
  mobile text,
  status text NOT NULL DEFAULT 'active',
  source text,
  city text,
  country text,
  website text,
  birthday date,
  description text,
  tags text[] NOT NULL DEFAULT '{}',
  custom_fields jsonb NOT NULL DEFAULT '{}',
  created_at timestamptz NOT NULL DEFAULT now(),
  updated_at timestamptz NOT NULL DEFAULT now(),
  upshot_cause text
);
