/** What a dialect is: its JSON into a definition or into named problems, and back again. */
import type { Dialect, Graph, Trigger } from '@upshot/definitions';
import type { Result } from '@upshot/errors';
import type { SourceMapping } from '@upshot/mapping';
import type { Path } from './shared/path.ts';
import type { KnownDefinition } from './graph/known-definition.ts';
import type { JsonObject } from './shared/json.ts';

/** What is wrong with a part of what was sent. */
export type ProblemCode =
  | 'required'
  | 'wrong_type'
  | 'invalid_value'
  | 'too_long'
  | 'too_many'
  | 'too_deep'
  | 'unknown_property'
  | 'unknown_field'
  | 'unknown_lookup'
  | 'operator_not_for_type'
  | 'operator_not_for_related'
  | 'cycle'
  | 'unreachable'
  | 'unknown_node'
  | 'unknown_outcome'
  | 'loop_open'
  | 'join_incomplete'
  | 'join_outside'
  | 'never_taken'
  | 'duplicate'
  | 'not_found'
  | 'not_available'
  | 'template_invalid';

/** One problem and its place; the message is free of what was sent, except names. */
export interface DialectProblem {
  readonly path: Path;
  readonly code: ProblemCode;
  readonly message: string;
  /** The id of the node that it is about, inside a graph. */
  readonly node?: string | undefined;
}

/** What a dialect needs to know beside the body. */
export interface ParseContext {
  readonly modules: SourceMapping;
  /** Draws the next id; ids come in as data, since a dialect is pure. */
  newId(): string;
  /** `update` merges the body into `existing`. */
  readonly mode: 'create' | 'update';
  readonly existing?: StoredDefinition;
  /** The definitions that sub-workflows name (`subWorkflowsOf`), and those that these start in turn, by id; left out: they are not looked up. */
  readonly definitions?: ReadonlyMap<string, KnownDefinition> | undefined;
}

/** A definition without what the store adds (tenant, id, version), and the form that the client reads back. */
export interface Parsed {
  readonly name: string;
  readonly active: boolean;
  readonly trigger: Trigger;
  readonly graph: Graph;
  /** Its runs describe every effect and carry none out. */
  readonly sandbox?: boolean | undefined;
  /** The client's own shape, ids filled in; only its dialect reads it. */
  readonly source: JsonObject;
}

/** A definition as the store keeps it, as far as a client sees it. Instants are ISO 8601. */
export interface StoredDefinition {
  readonly id: string;
  readonly active: boolean;
  readonly version: number;
  readonly createdBy: string | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly source: JsonObject;
}

/** A dialect. `parse` never throws, whatever it is given; `print` gives back what was sent. */
export interface DialectModule {
  readonly name: Dialect;
  parse(body: unknown, context: ParseContext): Result<Parsed, readonly DialectProblem[]>;
  /** What is stored, held against today's mapping and checks, as a save that changes nothing would: ids stay. */
  reread(
    stored: StoredDefinition,
    context: Omit<ParseContext, 'mode' | 'existing'>,
  ): Result<Parsed, readonly DialectProblem[]>;
  /** The whole definition, as a single read shows it. */
  print(stored: StoredDefinition): JsonObject;
  /** The definition as a list shows it. */
  printSummary(stored: StoredDefinition): JsonObject;
}
