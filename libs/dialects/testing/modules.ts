/** A small source mapping for the dialects' tests. */
import { loadMapping, type SourceMapping } from '@upshot/mapping';
import { UpshotError } from '@upshot/errors';

const MODULES = ['leads', 'contacts', 'accounts', 'opportunities', 'tasks', 'projects'];

const module = (name: string): string => `
  ${name}:
    table: public.${name}
    id: id
    fields:
      id: text
      tenant_id: text
      name: { type: text, writable: false }
      first_name: text
      source: text
      stage: text
      status: text
      score: integer
      amount: decimal
      urgent: boolean
      due_date: date
      done_at: datetime
      converted: boolean
      owner_id: reference
      project_id: reference
      email: text
      tags: list
      custom_fields: json
      upshot_cause: text
    roles: { owner: owner_id, stage: stage, status: status, score: score, dueDate: due_date, completed: done_at,
      converted: converted, tags: tags, email: email, customFields: custom_fields, cause: upshot_cause }
    outcomes: { won: [won], lost: [lost] }
    aliases: { owner: owner_id }
    lookups: {${name === 'tasks' ? ' project: { column: project_id, module: projects } ' : ''}}
    activities: { opened: { thread: text, client: text }, replied: { thread: text } }
`;

/** Reads a mapping of the six modules; `without` leaves one out, `also` adds YAML text of others, `topicPrefix` is `crm` unless given. */
export function testModules(
  options: { readonly without?: string; readonly also?: string; readonly topicPrefix?: string } = {},
): SourceMapping {
  const modules = MODULES.filter((name) => name !== options.without).map(module);
  const text = `version: 1\ntopicPrefix: ${options.topicPrefix ?? 'crm'}\ntenant: { column: tenant_id }\nmodules:\n${modules.join('')}${options.also ?? ''}`;
  const loaded = loadMapping(text, 'test.yaml');
  if (!loaded.ok) throw new UpshotError('mapping_invalid', loaded.error.map((each) => each.message).join());
  return loaded.value;
}
