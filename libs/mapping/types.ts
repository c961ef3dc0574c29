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
  /** The text column in which a record, or a person, names the zone that it lives in. */
  readonly timeZone?: string;
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

/** What an activity of one type says beyond the columns of its module. */
export interface ActivityMapping {
  readonly fields: Readonly<Record<string, { readonly type: FieldType }>>;
}

/** One table, as a module; or a module of which only activities are known (pages, forms), without a table. */
export interface ModuleMapping {
  readonly module: string;
  /** `schema.table` in the database; null where no table stands behind the module. */
  readonly table: string | null;
  /** The Kafka topic that Debezium writes its changes to; null where there is no table. */
  readonly topic: string | null;
  /** The column of a record's id. Without a table: the name under which an activity's image holds it. */
  readonly id: string;
  /** A fixed tenant, or the column that names it. An activity's tenant is that of the key that sent it. */
  readonly tenant: { readonly constant: string } | { readonly column: string };
  readonly fields: Readonly<Record<string, { readonly type: FieldType; readonly writable: boolean }>>;
  /** The zone in which its dates are meant; left out: UTC. */
  readonly zone?: string;
  readonly roles: Roles;
  readonly outcomes: Outcomes;
  /** The columns of scores by the names of their scoring rules; the role `score` is one of them, under that name. */
  readonly scores: Readonly<Record<string, string>>;
  /** The columns of each section of a record's page, by the section's id. */
  readonly sections: Readonly<Record<string, readonly string[]>>;
  /** The types of activity that are known of its records (`mail_opened`). */
  readonly activities: Readonly<Record<string, ActivityMapping>>;
  readonly lookups: Readonly<Record<string, Lookup>>;
  /** Other names of columns, as definitions may use them: `owner` for `owner_id`. */
  readonly aliases: Readonly<Record<string, string>>;
  readonly schema: ModuleSchema;
  /** The kinds that can be derived for this module. */
  readonly kinds: readonly TriggerKind[];
}

/** A module whose records are rows of a table. */
export type TableMapping = ModuleMapping & { readonly table: string };

export interface SourceMapping {
  readonly modules: ReadonlyMap<string, ModuleMapping>;
  readonly byTopic: ReadonlyMap<string, ModuleMapping>;
}
