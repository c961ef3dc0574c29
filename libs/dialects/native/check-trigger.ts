/** What a trigger names, held against the source mapping; and the parts that its kind needs, or has no use for. */
import {
  ACTIVITY_KINDS,
  TIME_KINDS,
  type AwaitedActivity,
  type Trigger,
  type TriggerKind,
} from '@upshot/definitions';
import { activitySchema, checkTimeTrigger, type ModuleMapping, type SourceMapping } from '@upshot/mapping';
import type { ModuleSchema } from '@upshot/values';
import type { Report } from '../shared/report.ts';
import { isTooDeep, refuseLooksBack, reportCriteria, stepsOf } from '../shared/check-criteria.ts';

const isTime = (kind: TriggerKind): boolean => TIME_KINDS.some((each) => each === kind);
const isActivity = (kind: TriggerKind): boolean => ACTIVITY_KINDS.some((each) => each === kind);

/** Which kinds take a part, and which cannot do without it. */
const PARTS = {
  fields: { takes: (kind: TriggerKind) => kind === 'fields_changed', needed: true },
  score: { takes: (kind: TriggerKind) => kind === 'score_changed', needed: false },
  activity: { takes: isActivity, needed: true },
  schedule: { takes: isTime, needed: false },
  dated: { takes: isTime, needed: false },
} as const;
const PART_NAMES = ['fields', 'score', 'activity', 'schedule', 'dated'] as const;

/** Reports every problem; returns what the criteria may read, null where that cannot be said. */
export function checkTrigger(
  trigger: Trigger,
  mapping: ModuleMapping,
  modules: SourceMapping,
  report: Report,
): ModuleSchema | null {
  const { kind, module } = trigger;
  if (!mapping.kinds.includes(kind))
    report(
      ['trigger', 'kind'],
      'not_available',
      `the source mapping of ${module} does not say how to derive ${kind}`,
    );
  checkParts(trigger, report);
  checkColumns(trigger, mapping, report);
  if (!isTooDeep(trigger.criteria)) checkTime(trigger, modules, report);
  const schema = isActivity(kind) ? checkActivity(trigger, mapping, report) : mapping.schema;
  if (schema !== null) reportCriteria(trigger.criteria, schema, ['trigger', 'criteria'], report);
  if (isActivity(kind)) refuseLooksBack(trigger.criteria, ['trigger', 'criteria'], report);
  return schema;
}

function checkTime(trigger: Trigger, modules: SourceMapping, report: Report): void {
  for (const { path, message } of checkTimeTrigger(trigger, modules))
    report(['trigger', ...stepsOf(path)], 'invalid_value', message);
}

function checkParts(trigger: Trigger, report: Report): void {
  const { kind } = trigger;
  for (const name of PART_NAMES) {
    const { takes, needed } = PARTS[name];
    const isThere = trigger[name] !== undefined;
    if (isThere && !takes(kind))
      report(['trigger', name], 'invalid_value', `says nothing where the kind is ${kind}`);
    if (!isThere && needed && takes(kind))
      report(['trigger', name], 'required', `is required where the kind is ${kind}`);
  }
}

function checkColumns(
  { fields, score }: Trigger,
  { module, schema, scores }: ModuleMapping,
  report: Report,
): void {
  fields?.names.forEach((name, at) => {
    if (!Object.hasOwn(schema.fields, name) || schema.fields[name]?.sentAs === null)
      report(['trigger', 'fields', 'names', at], 'unknown_field', `is not a field of ${module}`);
  });
  score?.columns?.forEach((column, at) => {
    if (!Object.values(scores).includes(column) || schema.fields[column]?.sentAs !== undefined)
      report(['trigger', 'score', 'columns', at], 'unknown_field', `is not a score of ${module}`);
  });
}

function checkActivity(
  { kind, activity }: Trigger,
  mapping: ModuleMapping,
  report: Report,
): ModuleSchema | null {
  if (activity === undefined) return null;
  const { type, awaited } = activity;
  const path = ['trigger', 'activity'];
  const schema = activitySchema(mapping, type);
  if (schema === null) report([...path, 'type'], 'not_found', `is not an activity of ${mapping.module}`);
  if (kind === 'activity_missing' && awaited === undefined)
    report([...path, 'awaited'], 'required', 'is required where the kind is activity_missing');
  if (kind === 'activity' && awaited !== undefined)
    report([...path, 'awaited'], 'invalid_value', 'says nothing where the kind is activity');
  if (awaited !== undefined) checkAwaited(awaited, schema, mapping, report);
  return schema;
}

function checkAwaited(
  { type, correlation }: AwaitedActivity,
  begins: ModuleSchema | null,
  mapping: ModuleMapping,
  report: Report,
): void {
  const path = ['trigger', 'activity', 'awaited'];
  const ends = activitySchema(mapping, type);
  if (ends === null) report([...path, 'type'], 'not_found', `is not an activity of ${mapping.module}`);
  if (correlation === null || begins === null || ends === null) return;
  if ([begins, ends].some(({ fields }) => !Object.hasOwn(fields, correlation)))
    report([...path, 'correlation'], 'unknown_field', 'is not a field of both activities');
}
