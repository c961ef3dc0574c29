-- How much of a row its changes carry. FULL puts every column into the before image. `notes` stays at DEFAULT, so that
-- the demo also has a table whose source sends no before image. Long texts are stored out of line uncompressed, so that
-- an update that leaves them alone sends a placeholder instead.

DO $$
DECLARE each_table text;
BEGIN
  FOREACH each_table IN ARRAY ARRAY['users', 'groups', 'tags', 'accounts', 'leads', 'contacts', 'opportunities', 'projects',
    'tasks', 'cases', 'emails', 'calls', 'meetings', 'appointments'] LOOP
    EXECUTE format('ALTER TABLE public.%I REPLICA IDENTITY FULL', each_table);
  END LOOP;
  FOREACH each_table IN ARRAY ARRAY['accounts', 'leads', 'contacts', 'opportunities', 'projects', 'tasks', 'cases'] LOOP
    EXECUTE format('ALTER TABLE public.%I ALTER COLUMN description SET STORAGE EXTERNAL', each_table);
  END LOOP;
  ALTER TABLE public.notes ALTER COLUMN body SET STORAGE EXTERNAL;
  ALTER TABLE public.emails ALTER COLUMN body SET STORAGE EXTERNAL;
END $$;
