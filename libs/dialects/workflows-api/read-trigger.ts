/** Reads triggerModule and triggerType: two names that must belong together and be derivable from the CRM. */
import { type DatedBy } from '@upshot/definitions';
import type { ModuleMapping, SourceMapping } from '@upshot/mapping';
import { type JsonObject } from '../shared/json.ts';
import { quoted, requireText } from '../shared/read.ts';
import type { Report } from '../shared/report.ts';
import { TRIGGER_MODULES, type TriggerName, TRIGGERS } from './triggers.ts';

/** A trigger's name, what it is natively, and the module that its criteria speak of. */
export interface NamedTrigger extends Omit<TriggerName, 'dated'> {
  readonly name: string;
  /** Whose date it is, where not the record's own. */
  readonly dated?: DatedBy;
  readonly mapping: ModuleMapping;
}

/** What could be read of the trigger: the module alone still lets the criteria be checked. */
export interface ReadTrigger {
  readonly mapping: ModuleMapping | null;
  readonly trigger: NamedTrigger | null;
}

/** Reads both names; whatever is null has been reported. */
export function readTrigger(body: JsonObject, modules: SourceMapping, report: Report): ReadTrigger {
  const mapping = readModule(body, modules, report);
  const name = readType(body, report);
  const known = TRIGGERS.get(name);
  if (mapping === null || known === undefined) return { mapping, trigger: null };
  return { mapping, trigger: combine({ ...known, name, mapping }, modules, report) };
}

function readModule(body: JsonObject, modules: SourceMapping, report: Report): ModuleMapping | null {
  const path = ['triggerModule'];
  const name = requireText(body['triggerModule'], path, report);
  if (typeof body['triggerModule'] !== 'string') return null;
  const mapping = modules.modules.get(name);
  if (!TRIGGER_MODULES.some((each) => each === name)) {
    report(path, 'invalid_value', `must be one of ${TRIGGER_MODULES.join(', ')}`);
    return null;
  }
  if (mapping === undefined) report(path, 'not_available', `the source mapping has no module ${name}`);
  return mapping ?? null;
}

function readType(body: JsonObject, report: Report): string {
  const path = ['triggerType'];
  const name = requireText(body['triggerType'], path, report);
  if (typeof body['triggerType'] !== 'string' || TRIGGERS.has(name)) return name;
  report(path, 'invalid_value', `${quoted(name)} is not a known trigger`);
  return name;
}

type Combined = TriggerName & Pick<NamedTrigger, 'name' | 'mapping'>;

function combine(trigger: Combined, modules: SourceMapping, report: Report): NamedTrigger | null {
  const { name, module, kind, mapping, dated } = trigger;
  const path = ['triggerType'];
  if (module !== mapping.module) {
    report(path, 'invalid_value', `${name} belongs to ${module}, not to ${mapping.module}`);
    return null;
  }
  const source = dated === undefined ? mapping : modules.modules.get(dated);
  const lookup = dated === undefined ? null : lookupTo(module, source);
  if (source?.kinds.includes(kind) === true && lookup !== undefined) {
    const common = { name, module, kind, mapping };
    return lookup === null ? common : { ...common, dated: { module: source.module, lookup } };
  }
  report(
    path,
    'not_available',
    `${name} cannot be derived: the source mapping of ${dated ?? module} does not say how`,
  );
  return null;
}

/** The first lookup of `source` that leads to `module`. */
const lookupTo = (module: string, source: ModuleMapping | undefined): string | undefined =>
  Object.entries(source?.lookups ?? {}).find(([, lookup]) => lookup.module === module)?.[0];
