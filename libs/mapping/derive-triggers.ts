/** From a change to the triggers that may look at it: what moved, and what the roles say that this means. Pure. */
import { ROW_KINDS, type RowKind } from '@upshot/definitions';
import {
  fieldReader,
  isEmptyValue,
  sameValue,
  UNKNOWN,
  type FieldValue,
  type Reading,
  type RecordChange,
} from '@upshot/values';
import type { ModuleMapping } from './types.ts';

/** `prior_unknown`: it happened only if the value before was another one, and the source did not send that value. */
export type Certainty = 'certain' | 'prior_unknown';

export interface DerivedTrigger {
  readonly kind: RowKind;
  readonly certainty: Certainty;
}

/** Says of one update whether its kind happened; null where it did not. */
type Detector = (change: RecordChange) => Certainty | null;
const PLAIN_KINDS = ['created', 'updated', 'saved', 'deleted', 'fields_changed'] as const;
type UpdateKind = Exclude<RowKind, (typeof PLAIN_KINDS)[number]>;

/**
 * The trigger kinds of one change. A create fires `created` and `saved`, whatever the row holds; the kinds that look back are
 * for updates. Snapshot reads fire none, nor does a row that only got another primary key (a delete and a `rekeyed` create).
 */
export function deriveTriggers(
  module: ModuleMapping,
  change: RecordChange & { readonly rekeyed?: true },
): readonly DerivedTrigger[] {
  if (change.rekeyed === true) return [];
  if (change.operation === 'create') return ON_CREATE;
  if (change.operation === 'delete') return ON_DELETE;
  if (change.operation !== 'update') return [];
  return [
    ...ON_UPDATE,
    ...detectorsOf(module).flatMap(({ kind, detect }) => {
      const certainty = detect(change);
      return certainty === null ? [] : [{ kind, certainty }];
    }),
  ];
}

const certain = (kind: RowKind): DerivedTrigger => ({ kind, certainty: 'certain' });
const ON_CREATE = [certain('created'), certain('saved')];
const ON_UPDATE = [certain('updated'), certain('saved'), certain('fields_changed')];
const ON_DELETE = [certain('deleted')];

const isUpdateKind = (kind: RowKind): kind is UpdateKind => !PLAIN_KINDS.some((plain) => plain === kind);

const cache = new WeakMap<
  ModuleMapping,
  readonly { readonly kind: UpdateKind; readonly detect: Detector }[]
>();

function detectorsOf(
  module: ModuleMapping,
): readonly { readonly kind: UpdateKind; readonly detect: Detector }[] {
  const known = cache.get(module);
  if (known !== undefined) return known;
  const detectors = ROW_KINDS.filter(isUpdateKind).flatMap((kind) => {
    const detect = detectorOf(module, kind);
    return detect === null ? [] : [{ kind, detect }];
  });
  cache.set(module, detectors);
  return detectors;
}

function detectorOf(module: ModuleMapping, kind: UpdateKind): Detector | null {
  const { roles, outcomes } = module;
  switch (kind) {
    case 'assigned':
      return moved(module, roles.owner, (owner) => !isEmptyValue(owner));
    case 'stage_changed':
      return moved(module, roles.stage);
    case 'status_changed':
      return moved(module, roles.status);
    case 'score_changed':
      return anyOf(Object.values(module.scores).map((column) => moved(module, column)));
    case 'converted':
      return entered(module, roles.converted, isSet);
    case 'won':
      return entered(module, roles.stage, isOneOf(outcomes.won));
    case 'lost':
      return entered(module, roles.stage, isOneOf(outcomes.lost));
    case 'completed':
      return completed(module);
  }
}

/** The value is another one than before, and the new one is `admitted`. */
function moved(
  module: ModuleMapping,
  column: string | undefined,
  admitted: (value: FieldValue | undefined) => boolean = () => true,
): Detector | null {
  const type = column === undefined ? undefined : module.fields[column]?.type;
  if (column === undefined || type === undefined) return null;
  return look(column, (before, after) => {
    if (!admitted(after)) return null;
    if (before === UNKNOWN) return 'prior_unknown';
    return sameValue(type, before, after) ? null : 'certain';
  });
}

/** One of them happened; null where there is none to ask. */
function anyOf(detectors: readonly (Detector | null)[]): Detector | null {
  const each = detectors.filter((detect) => detect !== null);
  if (each.length === 0) return null;
  return (change) => each.reduce<Certainty | null>((so, detect) => strongest(so, detect(change)), null);
}

/** The value is one of a set, and the one before was not. */
function entered(
  module: ModuleMapping,
  column: string | undefined,
  within: (value: FieldValue | undefined) => boolean,
): Detector | null {
  if (column === undefined || !Object.hasOwn(module.fields, column)) return null;
  return look(column, (before, after) => {
    if (!within(after)) return null;
    if (before === UNKNOWN) return 'prior_unknown';
    return within(before) ? null : 'certain';
  });
}

/**
 * The status came into the completed set, or the completed column became set. A row whose status said so already is not
 * completed once more when the column follows in an update of its own.
 */
function completed(module: ModuleMapping): Detector | null {
  const { status, completed: column } = module.roles;
  const done = isOneOf(module.outcomes.completed);
  const byStatus = entered(module, status, done) ?? (() => null);
  const byColumn = entered(module, column, isSet) ?? (() => null);
  const priorStatus = status === undefined ? () => undefined : fieldReader(status);
  return (change) => {
    const status = byStatus(change);
    if (status === 'certain') return status;
    const prior = priorStatus(change.before);
    return prior !== UNKNOWN && done(prior) ? status : strongest(status, byColumn(change));
  };
}

/** A value that the source left out of the after image is one that the update did not touch: nothing moved. */
function look(
  column: string,
  judge: (before: Reading, after: FieldValue | undefined) => Certainty | null,
): Detector {
  const read = fieldReader(column);
  return (change) => {
    const after = read(change.after);
    return after === UNKNOWN ? null : judge(read(change.before), after);
  };
}

const strongest = (one: Certainty | null, other: Certainty | null): Certainty | null =>
  one === 'certain' || other === 'certain' ? 'certain' : (one ?? other);

const isOneOf = (values: readonly string[]): ((value: FieldValue | undefined) => boolean) => {
  const set = new Set(values);
  return (value) =>
    (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') &&
    set.has(String(value));
};

/** A flag that is true, a date that is there. */
const isSet = (value: FieldValue | undefined): boolean => value !== false && !isEmptyValue(value);
