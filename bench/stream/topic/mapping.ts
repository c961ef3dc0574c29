/** The measured topic and its module: a table of 25 columns that rules may ask about, the record's id, its tenant and its cause. */
import { UpshotError } from '@upshot/errors';
import { loadMapping, type ModuleMapping, type SourceMapping } from '@upshot/mapping';
import { FIELDS } from '../../matcher/workload/fields.ts';

export const MODULE = 'leads';
export const TOPIC = 'bench.public.leads';
/** The same kind of records, to warm up with. */
export const WARM_UP = 'bench.public.leads.warm';
/** The same once more, that come in one burst. */
export const BURST = 'bench.public.leads.burst';

const LONGEST_NAME = 200;

/** The mapping of the three topics. */
export function benchMapping(): SourceMapping {
  const module = moduleMapping();
  return { modules: new Map([[MODULE, module]]), byTopic: byTopic(module) };
}

const byTopic = (module: ModuleMapping): ReadonlyMap<string, ModuleMapping> =>
  new Map([TOPIC, WARM_UP, BURST].map((topic) => [topic, module]));

/** Every role that the columns can play is played: what a change means is derived as it would be in earnest. */
function moduleMapping(): ModuleMapping {
  const fixed = { type: 'text', writable: false };
  const columns = Object.fromEntries(FIELDS.map(({ name, type }) => [name, type]));
  const leads = {
    table: 'public.leads',
    id: 'id',
    fields: { id: fixed, tenant_id: fixed, ...columns, upshot_cause: fixed },
    roles: {
      owner: 'owner_id',
      stage: 'stage',
      status: 'status',
      score: 'score',
      dueDate: 'close_date',
      email: 'email',
      phone: 'phone',
      name: 'name',
      tags: 'tags',
      cause: 'upshot_cause',
    },
  };
  const file = {
    version: 1,
    topicPrefix: 'bench',
    tenant: { column: 'tenant_id' },
    modules: { [MODULE]: leads },
  };
  const loaded = loadMapping(JSON.stringify(file), 'bench');
  const module = loaded.ok ? loaded.value.modules.get(MODULE) : undefined;
  if (module !== undefined) return module;
  const why = loaded.ok ? 'no module' : loaded.error.map(({ message }) => message).join('; ');
  throw new UpshotError('mapping_invalid', why.slice(0, LONGEST_NAME));
}
