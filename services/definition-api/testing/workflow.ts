/** A workflow as a client sends it. */
import { UpshotError } from '@upshot/errors';

export const WORKFLOW = {
  name: 'Auto-tag new leads',
  description: 'Marks inbound leads',
  triggerModule: 'leads',
  triggerType: 'lead_created',
  triggerFilters: { logic: 'AND', conditions: [{ field: 'source', operator: 'equals', value: 'website' }] },
  actions: [{ actionType: 'add_tag', config: { tag: 'inbound' }, sortOrder: 1 }],
};

/** The id in an answer. */
export function idOf({ body }: { readonly body: unknown }): string {
  if (typeof body === 'object' && body !== null && 'id' in body && typeof body.id === 'string')
    return body.id;
  throw new UpshotError('internal', `no id in ${JSON.stringify(body)}`);
}
