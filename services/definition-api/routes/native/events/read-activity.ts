/** From one CloudEvent to an activity, checked against the module that its subject names. */
import { createHash } from 'node:crypto';
import { soundJson, zodProblems, type Path } from '@upshot/dialects';
import { err, ok, type Result } from '@upshot/errors';
import { activitySchema, type ModuleMapping, type SourceMapping } from '@upshot/mapping';
import type { Activity } from '@upshot/schemas';
import { parseInstant, type FieldValue, type ModuleSchema } from '@upshot/values';
import type { NativeProblem } from '../refusals.ts';
import { checkValue } from './check-value.ts';
import { EVENT_LIMITS, eventSchema, strangeAttributes, type CloudEvent } from './envelope.ts';

export interface ReadScope {
  readonly tenantId: string;
  readonly modules: SourceMapping;
  readonly nowMs: number;
}

/** An activity, and the hash of what its event says: what comes under the same id must say the same. */
export interface ReadActivity {
  readonly activity: Activity;
  readonly contentHash: string;
}

type Read<T> = Result<T, readonly NativeProblem[]>;

/** Everything that is wrong with one event is told at once, by its place under `path`. */
export function readActivity(event: unknown, path: Path, scope: ReadScope): Read<ReadActivity> {
  const parsed = readEnvelope(event, path);
  if (!parsed.ok) return parsed;
  const { subject, type } = parsed.value;
  const module = scope.modules.modules.get(subject.slice(0, subject.indexOf('/')));
  if (module === undefined)
    return refuse(path, 'subject', 'unknown_module', 'names no module of the source mapping');
  const schema = activitySchema(module, type);
  if (schema === null)
    return refuse(path, 'type', 'unknown_activity', `is not an activity of ${module.module}`);
  return build(parsed.value, module, schema, path, scope);
}

function readEnvelope(event: unknown, path: Path): Read<CloudEvent> {
  const problems: NativeProblem[] = [];
  const value = soundJson(event, (place, code, message) =>
    problems.push({ path: [...path, ...place], code, message }),
  );
  if (problems.length > 0) return err(problems);
  const parsed = eventSchema.safeParse(value);
  if (!parsed.success) return err(zodProblems(parsed.error, path));
  const strange = strangeAttributes(parsed.data);
  if (strange.length === 0) return ok(parsed.data);
  const message = 'is neither an attribute of CloudEvents nor the name of an extension';
  return err(strange.map((name) => ({ path: [...path, name], code: 'unknown_property', message })));
}

function build(
  event: CloudEvent,
  module: ModuleMapping,
  schema: ModuleSchema,
  path: Path,
  { tenantId, nowMs }: ReadScope,
): Read<ReadActivity> {
  const { id, source, type, subject } = event;
  const recordId = subject.slice(subject.indexOf('/') + 1);
  const data = readData(event.data ?? {}, recordId, module, schema, [...path, 'data']);
  const occurredAtMs = event.time === undefined ? nowMs : parseInstant(event.time)?.ms;
  if (occurredAtMs === undefined || occurredAtMs < 0 || occurredAtMs > nowMs + EVENT_LIMITS.aheadMs)
    return refuse(path, 'time', 'invalid_value', 'must lie between 1970 and an hour from now');
  if (!data.ok) return data;
  const text = JSON.stringify(data.value);
  if (text.length > EVENT_LIMITS.dataLength)
    return refuse(path, 'data', 'too_long', `is longer than ${EVENT_LIMITS.dataLength} characters of JSON`);
  const activity: Activity = {
    tenantId,
    positionId: `activity:${encodeURIComponent(source)}:${encodeURIComponent(id)}`,
    source,
    id,
    type,
    module: module.module,
    recordId,
    occurredAtMs: Math.min(occurredAtMs, nowMs),
    acceptedAtMs: nowMs,
    data: text,
  };
  return ok({ activity, contentHash: hashOf([type, subject, event.time ?? null, text]) });
}

type Data = Readonly<Record<string, FieldValue>>;

/** Each field must be one that the activity has, and a value of its type; the record's id and tenant come from elsewhere. */
function readData(
  sent: Data,
  recordId: string,
  module: ModuleMapping,
  schema: ModuleSchema,
  path: Path,
): Read<Data> {
  const problems: NativeProblem[] = [];
  const data: Record<string, FieldValue> = {};
  for (const [name, value] of Object.entries(sent)) {
    const read = readOne(name, value, recordId, module, schema);
    if (read.ok) data[name] = read.value;
    else problems.push({ path: [...path, name], ...read.error });
  }
  return problems.length > 0 ? err(problems) : ok(data);
}

function readOne(
  name: string,
  value: FieldValue,
  recordId: string,
  module: ModuleMapping,
  schema: ModuleSchema,
): Result<FieldValue, Omit<NativeProblem, 'path'>> {
  const type = Object.hasOwn(schema.fields, name) ? schema.fields[name]?.type : undefined;
  if (type === undefined)
    return err({ code: 'unknown_field', message: `is not a field of this activity of ${module.module}` });
  if (name === module.roles.cause || ('column' in module.tenant && name === module.tenant.column))
    return err({ code: 'not_available', message: 'is not for an event to say' });
  if (name === module.id && value !== recordId)
    return err({ code: 'invalid_value', message: 'must be the id in the subject' });
  const checked = checkValue(value, type);
  return checked.ok ? checked : err({ code: 'wrong_type', message: checked.error });
}

function refuse(path: Path, attribute: string, code: string, message: string): Read<never> {
  return err([{ path: [...path, attribute], code, message }]);
}

const hashOf = (content: readonly (string | null)[]): string =>
  createHash('sha256').update(JSON.stringify(content)).digest('base64');
