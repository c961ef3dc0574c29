/** Shows which columns are decoded before a match: those of every reader, and those that the mapping gives a meaning. */
import { readFileSync } from 'node:fs';
import { UpshotError } from '@upshot/errors';
import { loadMapping, type ModuleMapping } from '@upshot/mapping';
import { describe, expect, it } from 'vitest';
import { columnsReadBy, type Reader } from './columns-read.ts';

const file = new URL('../../deploy/crm/source-mapping.yaml', import.meta.url);
const loaded = loadMapping(readFileSync(file, 'utf8'), 'source-mapping.yaml');
if (!loaded.ok) throw new UpshotError('mapping_invalid', 'the demo mapping');
const { modules } = loaded.value;

function moduleNamed(name: string): ModuleMapping {
  const module = modules.get(name);
  if (module === undefined) expect.fail(`no module ${name}`);
  return module;
}

const opportunities = moduleNamed('opportunities');
const readerOf = (module: string, columns: ReadonlySet<string>): Reader => ({
  listensTo: (asked) => asked === module,
  columnsOf: (asked) => (asked === module ? columns : NONE),
});
const NONE: ReadonlySet<string> = new Set();

describe('the columns read', () => {
  it('are those of all readers, and those that tell whose record it is, what happened and what caused it', () => {
    const readers = [
      readerOf('opportunities', new Set(['amount'])),
      readerOf('opportunities', new Set(['close_date'])),
    ];
    const { columnsRead } = columnsReadBy(() => readers);
    const columns = columnsRead(opportunities);
    for (const column of ['amount', 'close_date', 'id', 'tenant_id', 'stage', 'owner_id', 'upshot_cause'])
      expect([column, columns.has(column)]).toEqual([column, true]);
    for (const column of ['name', 'description', 'custom_fields', 'tags'])
      expect([column, columns.has(column)]).toEqual([column, false]);
  });
  it('are one and the same set until a reader reads others', () => {
    let readers = [readerOf('opportunities', new Set(['amount'])), readerOf('leads', new Set(['email']))];
    const { columnsRead } = columnsReadBy(() => readers);
    const first = columnsRead(opportunities);
    expect(columnsRead(opportunities)).toBe(first);
    readers = [...readers];
    expect(columnsRead(opportunities)).toBe(first);
    readers = [readerOf('opportunities', new Set(['name']))];
    expect(columnsRead(opportunities).has('name')).toBe(true);
    expect(columnsRead(opportunities).has('amount')).toBe(false);
  });
  it('are kept apart by module', () => {
    const { columnsRead } = columnsReadBy(() => [readerOf('opportunities', new Set(['amount']))]);
    columnsRead(opportunities);
    expect(columnsRead(moduleNamed('leads')).has('amount')).toBe(false);
  });
  it('are asked for only where somebody listens', () => {
    const { listensTo } = columnsReadBy(() => [readerOf('leads', NONE), readerOf('tasks', NONE)]);
    expect([
      listensTo(opportunities),
      listensTo(moduleNamed('leads')),
      listensTo(moduleNamed('tasks')),
    ]).toEqual([false, true, true]);
  });
});
