/** What may be read where an activity starts a run: the record's columns and the fields of the activity's data. */
import type { ModuleSchema } from '@upshot/values';
import type { ActivityMapping, ModuleMapping } from './types.ts';

/** The columns of `module` and the fields of its activity `type`; null where it knows no such activity. */
export function activitySchema(module: ModuleMapping, type: string): ModuleSchema | null {
  const activity = Object.hasOwn(module.activities, type) ? module.activities[type] : undefined;
  return activity === undefined ? null : withFields(module.schema, [activity]);
}

/** The columns of `module` and the fields of all its activities: what any definition on it may have been allowed to read. */
export const readableSchema = (module: ModuleMapping): ModuleSchema =>
  withFields(module.schema, Object.values(module.activities));

const withFields = (schema: ModuleSchema, activities: readonly ActivityMapping[]): ModuleSchema => ({
  ...schema,
  fields: Object.assign({}, ...activities.map(({ fields }) => fields), schema.fields),
});
