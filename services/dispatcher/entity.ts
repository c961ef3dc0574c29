/** The record as a webhook's receiver sees it: its fields, without the marks that Upshot leaves in the row. */
import type { SourceMapping } from '@upshot/mapping';
import type { EntityOf } from './channels/webhook/body.ts';

/** The custom fields are given once more by themselves, as the Workflows API's payload has them. */
export const entityOf =
  (mapping: SourceMapping): EntityOf =>
  ({ module, record }) => {
    const roles = mapping.modules.get(module)?.roles ?? {};
    const entity = Object.fromEntries(Object.entries(record).filter(([column]) => column !== roles.cause));
    const custom = roles.customFields === undefined ? undefined : record[roles.customFields];
    return { entity, customFields: custom ?? {} };
  };
