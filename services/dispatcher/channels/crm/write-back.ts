/** What the CRM's actions share: fields from the mapping, the effect's facts, and how a write ends. */
import { UpshotError } from '@upshot/errors';
import { resolveField, type ModuleMapping, type SourceMapping } from '@upshot/mapping';
import type { Delivered } from '../../action.ts';
import type { DueEffect, Fields } from '../../due-effect.ts';
import type { Crm, CrmEffect, CrmWrite } from '../../ports/crm.ts';

/** The mapping of a module; throws `crm_refused` naming one that is not mapped. */
export function moduleOf(mapping: SourceMapping, name: string): ModuleMapping {
  const module = mapping.modules.get(name);
  if (module !== undefined) return module;
  throw new UpshotError('crm_refused', `no module ${name} is mapped`, { place: name });
}

/** The field (`column` or `column.key`) that a definition names; throws `crm_refused` naming what cannot be written. */
export function writableField(module: ModuleMapping, name: string): string {
  const field = resolveField(module, name);
  if (field === null) throw refused(module, `has no field ${name}`, name);
  const [column = field] = field.split('.', 1);
  if (module.fields[column]?.writable !== true)
    throw refused(module, `does not let ${name} be written`, name);
  return field;
}

/** The column of a role; throws `crm_refused` where the module has none, or it may not be written. */
export function writableRole(module: ModuleMapping, role: 'owner' | 'tags'): string {
  const column = module.roles[role];
  if (column === undefined) throw refused(module, `has no column for the role ${role}`, role);
  return writableField(module, column);
}

/** Writes once; `output` is the receipt where the record was there, else the step is skipped. */
export async function writeBack(
  crm: Pick<Crm, 'apply'>,
  effect: DueEffect,
  write: CrmWrite,
  output: Fields,
  recordPatch?: Fields,
): Promise<Delivered> {
  const { found } = await crm.apply(crmEffectOf(effect), write);
  if (!found) return { output: {}, skipped: 'record not found' };
  return { output, ...(recordPatch === undefined ? {} : { recordPatch }) };
}

/** Whose write an effect is. */
export const crmEffectOf = (effect: DueEffect): CrmEffect => {
  const { effectId, tenantId, runId, rootRunId, definitionId, action, depth } = effect;
  return { effectId, tenantId, runId, rootRunId, definitionId, action, depth };
};

const refused = ({ module }: ModuleMapping, what: string, place: string): UpshotError =>
  new UpshotError('crm_refused', `${module} ${what}`, { place });
