/**
 * The order of rows. Those that need the same rare thing lie together, and those that need something of the same sort begin a word
 * of their own: so one look at what all rows of a word need tells whether the word is worth one.
 */
import type { Access, FieldAccess } from './access.ts';
import { ROWS_IN_WORD, wordsFor } from './bits.ts';
import { nameOf } from './lenses/lens-set.ts';

/** A row with the rarest thing that it needs; null where it needs none that is found by its key. */
interface Led<Row> {
  readonly row: Row;
  readonly lead: FieldAccess | null;
  /** What sort of need it is, and which of that sort. */
  readonly sort: string;
  readonly name: string;
}

/** Rows in order; null stands for a place left free. `leads` tells what every row of a word needs, where that can be told. */
export interface Clusters<Row> {
  readonly rows: readonly (Row | null)[];
  readonly leads: readonly (FieldAccess | null)[];
}

/** How rare a move is: as rare as one of so many keys. */
const KEYS_LIKE_MOVING = 12;
/** Fewer of a sort than this share their words with others. */
const LEAST_OF_A_SORT = 16;

/** Lays out rows, each with what it needs. Where they fill fewer words than `many`, no place is left free and nothing told of words. */
export function clustered<Row extends { readonly needed: readonly FieldAccess[] }>(
  unordered: readonly Row[],
  many: number,
): Clusters<Row> {
  const sorts = Map.groupBy(led(unordered), ({ sort }) => sort);
  for (const each of sorts.values()) each.sort((one, other) => (one.name < other.name ? -1 : 1));
  if (wordsFor(unordered.length) < many)
    return { rows: [...sorts.values()].flatMap((each) => each.map(({ row }) => row)), leads: [] };
  const [rows, leads]: [(Row | null)[], (FieldAccess | null)[]] = [[], []];
  const others: Row[] = [];
  for (const [sort, each] of sorts) {
    if (sort === '' || each.length < LEAST_OF_A_SORT) others.push(...each.map(({ row }) => row));
    else addWords(each, rows, leads);
  }
  for (let from = 0; from < others.length; from += ROWS_IN_WORD) leads.push(null);
  return { rows: [...rows, ...others], leads };
}

function addWords<Row>(
  sorted: readonly Led<Row>[],
  rows: (Row | null)[],
  leads: (FieldAccess | null)[],
): void {
  for (let from = 0; from < sorted.length; from += ROWS_IN_WORD) {
    const word = sorted.slice(from, from + ROWS_IN_WORD);
    leads.push(joined(word));
    for (let place = 0; place < ROWS_IN_WORD; place += 1) rows.push(word[place]?.row ?? null);
  }
}

function led<Row extends { readonly needed: readonly FieldAccess[] }>(
  rows: readonly Row[],
): readonly Led<Row>[] {
  const [sorts, names] = [new Map<string, number>(), new Map<string, number>()];
  for (const { needed } of rows) {
    for (const { sort, name } of needed.flatMap(labelsOf)) {
      sorts.set(sort, (sorts.get(sort) ?? 0) + 1);
      names.set(name, (names.get(name) ?? 0) + 1);
    }
  }
  const shareOf = (access: FieldAccess): number => {
    if (access.access.kind === 'moved') return 1 / KEYS_LIKE_MOVING;
    const labels = labelsOf(access);
    return labels.reduce((sum, { sort, name }) => sum + (names.get(name) ?? 0) / (sorts.get(sort) ?? 1), 0);
  };
  return rows.map((row) => {
    const able = row.needed.filter((each) => labelsOf(each).length > 0);
    const lead = able.reduce<FieldAccess | null>(
      (best, each) => (best === null || shareOf(each) < shareOf(best) ? each : best),
      null,
    );
    const [label] = lead === null ? [] : labelsOf(lead);
    return { row, lead, sort: label?.sort ?? '', name: label?.name ?? '' };
  });
}

/** The sort and the name of each thing that would do; none for what is not found by a key. */
function labelsOf(needed: FieldAccess): readonly { readonly sort: string; readonly name: string }[] {
  const { access } = needed;
  if (!access.holds || access.kind === 'range' || access.kind === 'part') return [];
  const sort = nameOf(needed);
  if (access.kind === 'moved') return [{ sort, name: sort }];
  const names: readonly unknown[] = access.kind === 'prefix' ? access.prefixes : access.keys;
  return names.map((name) => ({ sort, name: `${sort} ${typeof name} ${String(name)}` }));
}

/** What one row or another of a word needs, all being of one sort. */
function joined(word: readonly Led<unknown>[]): FieldAccess | null {
  const leads = word.flatMap(({ lead }) => (lead === null ? [] : [lead]));
  const [first] = leads;
  if (first === undefined || leads.length < word.length) return null;
  const accesses = leads.map(({ access }) => access);
  return { ...first, access: joinedAccess(first.access, accesses) };
}

function joinedAccess(first: Access, all: readonly Access[]): Access {
  if (first.kind === 'prefix')
    return {
      ...first,
      prefixes: unique(all.flatMap((each) => (each.kind === 'prefix' ? each.prefixes : []))),
    };
  if (first.kind === 'keys' || first.kind === 'members') {
    const keys = all.flatMap((each) => (each.kind === 'keys' || each.kind === 'members' ? each.keys : []));
    return { ...first, keys: unique(keys) };
  }
  return first;
}

const unique = <Each>(list: readonly Each[]): readonly Each[] => [...new Set(list)];
