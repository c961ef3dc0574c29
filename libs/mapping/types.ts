/** What a source mapping says of a CRM database, once it has been read and checked. */
import type { TriggerKind } from '@upshot/definitions';
import type { FieldType, ModuleSchema } from '@upshot/values';

/** The columns of a table that mean something to triggers and actions. */
export interface Roles {
  readonly owner?: string;
  readonly stage?: string;
  readonly status?: string;
  readonly score?: string;
  readonly dueDate?: string;
  readonly completed?: string;
  readonly converted?: string;
  readonly tags?: string;
  readonly email?: string;
  readonly phone?: string;
  readonly name?: string;
  readonly customFields?: string;
  /** The text column in which a write-back of Upshot leaves its cause (law 6). */
  readonly cause?: string;
}

/** The values of the stage or status column that mean an end. */
export interface Outcomes {
  readonly won: readonly string[];
  readonly lost: readonly string[];
  readonly completed: readonly string[];
}

export interface Lookup {
  readonly column: string;
  readonly module: string;
}

/** One table, as a module. */
export interface ModuleMapping {
  readonly module: string;
  /** `schema.table` in the database. */
  readonly table: string;
  /** The Kafka topic that Debezium writes its changes to. */
  readonly topic: string;
  readonly id: string;
  /** A fixed tenant, or the column that names it. */
  readonly tenant: { readonly constant: string } | { readonly column: string };
  readonly fields: Readonly<Record<string, { readonly type: FieldType; readonly writable: boolean }>>;
  readonly roles: Roles;
  readonly outcomes: Outcomes;
  readonly lookups: Readonly<Record<string, Lookup>>;
  /** Other names of columns, as definitions may use them: `owner` for `owner_id`. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly schema: ModuleSchema;
  /** The kinds that can be derived for this module. */
  readonly kinds: readonly TriggerKind[];
}

export interface SourceMapping {
  readonly modules: ReadonlyMap<string, ModuleMapping>;
  readonly byTopic: ReadonlyMap<string, ModuleMapping>;
}
