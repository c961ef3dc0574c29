/** The columns of each module that some rule reads, so that a decoder can leave out the rest. */

/** How many rules there are for a module, and how many of them read each column. */
interface Reads {
  readonly rules: number;
  readonly counts: ReadonlyMap<string, number>;
  /** The columns with a count: the same set for as long as they are the same. */
  readonly columns: ReadonlySet<string>;
}

const NO_COLUMNS: ReadonlySet<string> = new Set();
const NO_READS: Reads = { rules: 0, counts: new Map(), columns: NO_COLUMNS };

export class ColumnsRead {
  readonly #modules: ReadonlyMap<string, Reads>;

  private constructor(modules: ReadonlyMap<string, Reads>) {
    this.#modules = modules;
  }

  /** Of rules, each by its module and what it reads. */
  static of(
    rules: Iterable<{ readonly module: string; readonly columns: ReadonlySet<string> }>,
  ): ColumnsRead {
    const modules = new Map<string, { rules: number; readonly counts: Map<string, number> }>();
    for (const { module, columns } of rules) {
      let reads = modules.get(module);
      if (reads === undefined) modules.set(module, (reads = { rules: 0, counts: new Map() }));
      reads.rules += 1;
      for (const column of columns) reads.counts.set(column, (reads.counts.get(column) ?? 0) + 1);
    }
    return new ColumnsRead(
      new Map(
        [...modules].map(([module, reads]) => [module, { ...reads, columns: new Set(reads.counts.keys()) }]),
      ),
    );
  }

  columnsOf(module: string): ReadonlySet<string> {
    return this.#modules.get(module)?.columns ?? NO_COLUMNS;
  }

  listensTo(module: string): boolean {
    return (this.#modules.get(module)?.rules ?? 0) > 0;
  }

  /** With one rule more (`by` 1) or fewer (-1). */
  changed(module: string, columns: ReadonlySet<string>, by: 1 | -1): ColumnsRead {
    const known = this.#modules.get(module) ?? NO_READS;
    const counts = new Map(known.counts);
    for (const column of columns) counts.set(column, (counts.get(column) ?? 0) + by);
    const next = new Set([...counts].filter(([, count]) => count > 0).map(([column]) => column));
    const same = next.size === known.columns.size && next.isSubsetOf(known.columns);
    const reads = { rules: known.rules + by, counts, columns: same ? known.columns : next };
    return new ColumnsRead(new Map(this.#modules).set(module, reads));
  }
}
