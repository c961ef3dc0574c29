/** A mapping for tests whose deals, and whose deals' owners, stand in time zones. */
import { UpshotError } from '@upshot/errors';
import { loadMapping } from '@upshot/mapping';

const loaded = loadMapping(
  `
version: 1
topicPrefix: crm
timeZone: Europe/Berlin
tenant: { column: tenant_id }
modules:
  deals:
    table: public.deals
    id: id
    fields: { id: text, tenant_id: text, owner_id: reference, zone: text, stage: text, due: date }
    roles: { owner: owner_id, timeZone: zone }
    lookups: { owner: { column: owner_id, module: users } }
  users:
    table: public.users
    id: id
    fields: { id: text, tenant_id: text, tz: text }
    roles: { timeZone: tz }
`,
  'test',
);
if (!loaded.ok) throw new UpshotError('mapping_invalid', 'the mapping of the test');

export const zonedMapping = loaded.value;
