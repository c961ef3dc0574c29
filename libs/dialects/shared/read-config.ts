/** Checks the config of an action: its shape, the fields that it names, its templates. */
import { ACTION_CONFIGS } from '@upshot/actions';
import type { ActionName } from '@upshot/definitions';
import { resolveField, type ModuleMapping, type SourceMapping } from '@upshot/mapping';
import { parseOperand, type FieldType, type FieldValue } from '@upshot/values';
import { forEachText, type JsonObject } from './json.ts';
import type { Path } from './path.ts';
import { quoted } from './read.ts';
import type { Report } from './report.ts';
import { templateProblem } from './template-problem.ts';
import { reportIssues } from './zod-problems.ts';

/** What checking a config needs; without a mapping (its name was wrong) fields are not looked up. */
export interface ConfigScope {
  readonly mapping: ModuleMapping | null;
  readonly modules: SourceMapping;
  readonly report: Report;
}

/** Reports whatever would keep the action from being carried out. */
export function readConfig(action: ActionName, config: JsonObject, path: Path, scope: ConfigScope): void {
  const parsed = ACTION_CONFIGS[action].schema.safeParse(config);
  if (!parsed.success) reportIssues(parsed.error, path, scope.report);
  else if (scope.mapping !== null) checkColumns(action, config, path, scope.mapping, scope);
  checkTemplates(config, path, scope.report);
}

/** The module that `create_task` writes to. */
const TASKS = 'tasks';

function checkColumns(
  action: ActionName,
  config: JsonObject,
  path: Path,
  mapping: ModuleMapping,
  { modules, report }: ConfigScope,
): void {
  const { module, roles } = mapping;
  if (action === 'update_field') checkWritable(config, path, mapping, report);
  if (action === 'add_tag' && roles.tags === undefined)
    report([...path, 'tag'], 'not_available', `${module} has no tags`);
  if (action === 'assign_owner' && roles.owner === undefined)
    report(path, 'not_available', `${module} has no owner`);
  if (action === 'create_task' && !modules.modules.has(TASKS))
    report(path, 'not_available', `the source mapping has no module ${TASKS}`);
}

/** The record that an action writes to is the one that triggered. */
function checkWritable(config: JsonObject, path: Path, mapping: ModuleMapping, report: Report): void {
  const key = config['fieldKey'] === undefined ? 'field' : 'fieldKey';
  const name = config[key];
  const entity = config['entity'];
  if (typeof entity === 'string' && entity !== '' && entity !== mapping.module)
    report([...path, 'entity'], 'not_available', `only the triggering record (${mapping.module}) is updated`);
  if (typeof name !== 'string') return;
  const field = resolveField(mapping, name.trim());
  const [column = ''] = field?.split('.') ?? [];
  if (field === null)
    report([...path, key], 'unknown_field', `${mapping.module} has no field ${quoted(name)}`);
  else if (mapping.fields[column]?.writable !== true)
    report([...path, key], 'not_available', `${quoted(name)} may not be written`);
  else if (field === column) checkValue(config['value'], mapping.fields[column].type, path, report);
}

/** Types whose texts are not all values; what a template will say is only known when it is rendered. */
const PARSED: ReadonlySet<FieldType> = new Set(['integer', 'decimal', 'boolean', 'date', 'datetime']);

function checkValue(value: FieldValue | undefined, type: FieldType, path: Path, report: Report): void {
  const open = value === undefined || value === null || value === '' || !PARSED.has(type);
  if (open || (typeof value === 'string' && value.includes('{{'))) return;
  if (parseOperand(type, value) === undefined)
    report([...path, 'value'], 'invalid_value', `is not a value of type ${type}`);
}

function checkTemplates(config: JsonObject, path: Path, report: Report): void {
  forEachText(config, path, (text, place) => {
    const problem = text.includes('{') ? templateProblem(text) : null;
    if (problem !== null) report(place(), 'template_invalid', problem);
  });
}
