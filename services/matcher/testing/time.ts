/** Rules, changes and records of tasks, for the tests of what time starts. */
import { readFileSync } from 'node:fs';
import type { Definition, Trigger } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import { loadMapping, type Cause } from '@upshot/mapping';
import type { Image, Operation } from '@upshot/values';
import type { RecordChanged } from '../record-change.ts';
import { createTimeRules, type TimeRule, type TimeRules, type TimeRulesOptions } from '../time/time-rules.ts';
import { definition } from './definition.ts';

const file = new URL('../../../deploy/crm/source-mapping.yaml', import.meta.url);
const loaded = loadMapping(readFileSync(file, 'utf8'), 'source-mapping.yaml');
if (!loaded.ok) throw new UpshotError('mapping_invalid', 'the demo mapping');
export const demoMapping = loaded.value;

export const EVERYTHING: Trigger['criteria'] = { kind: 'all', of: [] };

/** A definition of overdue tasks, or of what `trigger` says. */
export const overdueTasks = (
  overrides: Partial<Definition> = {},
  trigger: Partial<Trigger> = {},
): Definition =>
  definition(overrides, {
    module: 'tasks',
    kind: 'overdue',
    name: 'task_overdue',
    criteria: EVERYTHING,
    ...trigger,
  });

/** A yearly one, on the day of `due_date` at nine. */
export const YEARLY: Partial<Trigger> = {
  kind: 'date_reached',
  schedule: {
    field: 'due_date',
    offset: { amount: 0, unit: 'days' },
    timeOfDay: '09:00',
    zone: 'UTC',
    recurrence: 'yearly',
  },
};

/** Rules that complain by throwing, of tenants without calendars of their own. */
export function timeRules(...definitions: readonly Definition[]): TimeRules {
  return timeRulesBy({ find: () => null }, ...definitions);
}

/** The same by calendars of tenants. */
export function timeRulesBy(
  calendars: TimeRulesOptions['calendars'],
  ...definitions: readonly Definition[]
): TimeRules {
  const complain = (): never => {
    throw new UpshotError('definition_invalid', 'a rule that cannot be used');
  };
  const rules = createTimeRules({ mapping: demoMapping, calendars, log: { error: complain } });
  for (const each of definitions) publish(rules, each);
  return rules;
}

/** Tells `rules` of a definition's newest state. */
export function publish(rules: TimeRules, each: Definition, revision = 1, publishedAtMs = 0): void {
  const { tenantId, id: definitionId } = each;
  rules.take({ tenantId, definitionId, revision, definition: each, publishedAtMs });
}

/** The rule of one definition. */
export function ruleOf(each: Definition): TimeRule {
  const rule = timeRules(each).find(each.tenantId, each.id);
  if (!rule) throw new UpshotError('internal', 'no rule');
  return rule;
}

export const image = (values: Image['values'], unknown: Image['unknown'] = []): Image => ({
  values,
  unknown,
});

interface ChangeFacts {
  readonly sequence?: bigint;
  readonly committedAtMs?: number;
  readonly cause?: Cause | null;
  readonly rekeyed?: true;
}

/** A change of the task `t1`, as the stages hand it on. */
export function taskChanged(
  operation: Operation,
  before: Image | null,
  after: Image | null,
  { sequence = 1n, committedAtMs = 0, cause = null, rekeyed }: ChangeFacts = {},
): RecordChanged {
  const module = demoMapping.modules.get('tasks');
  if (module === undefined) throw new UpshotError('internal', 'no tasks');
  const moment = { startTimeMs: 1, endTimeMs: 1 };
  const topic = 'crm.public.tasks';
  const record = { topic, partition: 0, offset: 0n, timestampMs: 0, key: null, value: null, headers: {} };
  return {
    topic,
    record,
    module,
    tenantId: 'demo',
    recordId: 't1',
    cause,
    change: {
      operation,
      before,
      after,
      key: { id: 't1' },
      position: { id: `p${sequence}`, sequence, table: 'public.tasks', committedAtMs },
      ...(rekeyed && { rekeyed }),
    },
    timings: { decode: moment, find: { ...moment }, evaluate: { ...moment } },
  };
}
