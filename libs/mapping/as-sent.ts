/** The source mapping beside what the change stream really sends: where the two disagree, a criterion is refused and the disagreement told. */
import type { SentColumns } from '@upshot/cdc';
import type { TriggerKind } from '@upshot/definitions';
import type { FieldSchema, FieldType } from '@upshot/values';
import { relateModules } from './relate-modules.ts';
import type { ModuleMapping, Roles, SourceMapping } from './types.ts';

/** A column that is not sent as it is mapped; `sentAs` null: it is not sent. */
export interface Disagreement {
  readonly module: string;
  readonly column: string;
  readonly mappedAs: FieldType;
  readonly sentAs: FieldType | null;
}

/** What a value may arrive as and still be read as what the mapping calls it. What stands in text is read as what it is written as. */
const READ_FROM: Readonly<Record<FieldType, readonly FieldType[]>> = {
  text: ['text', 'integer', 'decimal', 'boolean', 'date', 'datetime'],
  reference: ['text', 'integer', 'decimal', 'boolean', 'date', 'datetime'],
  integer: ['integer', 'decimal', 'text'],
  decimal: ['integer', 'decimal', 'text'],
  boolean: ['boolean'],
  date: ['date', 'datetime', 'text'],
  datetime: ['date', 'datetime', 'text'],
  list: ['list', 'json'],
  json: ['json', 'list'],
};

/** Every column of `module` that is not sent as it is mapped. */
export function disagreements(module: ModuleMapping, sent: SentColumns): readonly Disagreement[] {
  return Object.entries(module.fields).flatMap(([column, { type }]) => {
    const sentAs = sentOf(column, type, sent);
    return sentAs === undefined ? [] : [{ module: module.module, column, mappedAs: type, sentAs }];
  });
}

/** Undefined where the two agree, or where it cannot be said. */
function sentOf(column: string, type: FieldType, sent: SentColumns): FieldType | null | undefined {
  const wire = sent.get(column);
  if (wire === undefined) return null;
  return wire === null || READ_FROM[type].includes(wire) ? undefined : wire;
}

/**
 * The mapping with what is sent of each module noted in its schema, by module name; a module of which nothing is known stays as it is.
 * What actions may write is the CRM's to say, and stays too.
 */
export function asSent(mapping: SourceMapping, sent: ReadonlyMap<string, SentColumns>): SourceMapping {
  const noted = new Map(
    [...mapping.modules].map(([name, module]) => [name, noteSent(module, sent.get(name))]),
  );
  const modules = relateModules(noted);
  const byTopic = [...modules.values()].flatMap((each) =>
    each.topic === null ? [] : [[each.topic, each] as const],
  );
  return { modules, byTopic: new Map(byTopic) };
}

function noteSent(module: ModuleMapping, sent: SentColumns | undefined): ModuleMapping {
  const { schema } = module;
  if (sent === undefined) return { ...module, schema: { module: schema.module, fields: schema.fields } };
  const fields = Object.fromEntries(
    Object.entries(schema.fields).map(([column, field]): [string, FieldSchema] => {
      const sentAs = sentOf(column, field.type, sent);
      return [column, sentAs === undefined ? field : { ...field, sentAs }];
    }),
  );
  const kinds = module.kinds.filter((kind) => isDerivable(kind, module, fields));
  return { ...module, schema: { module: schema.module, fields }, kinds };
}

type Noted = Readonly<Record<string, FieldSchema>>;

/** Of which columns a kind needs one that is sent; what is not here needs none. */
const NEEDS: Readonly<Partial<Record<TriggerKind, readonly (keyof Roles)[]>>> = {
  assigned: ['owner'],
  stage_changed: ['stage'],
  won: ['stage'],
  lost: ['stage'],
  status_changed: ['status'],
  converted: ['converted'],
  completed: ['completed', 'status'],
};

/** Whether what a kind is derived from is sent; where values are put in order, as what they are mapped as. */
function isDerivable(kind: TriggerKind, { roles, scores }: ModuleMapping, fields: Noted): boolean {
  const sentAs = (column: string | undefined) => (column === undefined ? null : fields[column]?.sentAs);
  if (kind === 'overdue') return sentAs(roles.dueDate) === undefined;
  if (kind === 'score_changed') return Object.values(scores).some((column) => sentAs(column) === undefined);
  return NEEDS[kind]?.some((role) => sentAs(roles[role]) !== null) ?? true;
}
