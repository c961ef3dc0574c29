-- Names and times that the database keeps by itself, and the indexes that the demo traffic needs.

-- `name` is kept by a trigger: a generated column would be missing from the change stream before PostgreSQL 18.
CREATE OR REPLACE FUNCTION public.keep_full_name() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.name := nullif(concat_ws(' ', nullif(NEW.first_name, ''), nullif(NEW.last_name, '')), '');
  RETURN NEW;
END $$;

CREATE OR REPLACE FUNCTION public.keep_updated_at() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  NEW.updated_at := clock_timestamp();
  RETURN NEW;
END $$;

CREATE OR REPLACE TRIGGER keep_full_name BEFORE INSERT OR UPDATE ON public.leads
  FOR EACH ROW EXECUTE FUNCTION public.keep_full_name();
CREATE OR REPLACE TRIGGER keep_full_name BEFORE INSERT OR UPDATE ON public.contacts
  FOR EACH ROW EXECUTE FUNCTION public.keep_full_name();

DO $$
DECLARE each_table text;
BEGIN
  FOREACH each_table IN ARRAY ARRAY['users', 'groups', 'tags', 'accounts', 'leads', 'contacts', 'opportunities', 'projects',
    'tasks', 'cases', 'notes', 'emails', 'calls', 'meetings', 'appointments'] LOOP
    EXECUTE format('CREATE OR REPLACE TRIGGER keep_updated_at BEFORE UPDATE ON public.%I
      FOR EACH ROW EXECUTE FUNCTION public.keep_updated_at()', each_table);
    EXECUTE format('CREATE INDEX IF NOT EXISTS %I ON public.%I (tenant_id, created_at)', each_table || '_by_tenant', each_table);
  END LOOP;
END $$;
