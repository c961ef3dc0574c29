/** Shows on the real engines that the demo CRM is made once, matches its mapping, and that its changes are streamed. */
import { readMappingFile, type SourceMapping } from '@upshot/mapping';
import type { FieldType } from '@upshot/values';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { applySchema, DEMO_MAPPING_FILE, type Prepared } from './index.ts';
import { play } from './play.ts';
import { openCrmRig, type CrmRig } from './testing/crm-rig.ts';

let rig: CrmRig;
let prepared: Prepared;
let mapping: SourceMapping;

beforeAll(async () => {
  mapping = await readMappingFile(DEMO_MAPPING_FILE);
  rig = await openCrmRig(inject('engines'));
  prepared = await rig.prepare();
}, 120_000);
afterAll(async () => rig.close());

/** What Postgres' types may be called in the mapping. */
const FITTING: Readonly<Record<string, readonly FieldType[]>> = {
  uuid: ['text', 'reference'],
  text: ['text'],
  integer: ['integer'],
  bigint: ['integer'],
  numeric: ['decimal'],
  boolean: ['boolean'],
  date: ['date'],
  'timestamp with time zone': ['datetime'],
  'time without time zone': ['text'],
  jsonb: ['json'],
  ARRAY: ['list'],
};

async function count(table: string, where = 'true'): Promise<number> {
  const found = await rig.client.query<{ count: string }>(`SELECT count(*) FROM ${table} WHERE ${where}`);
  return Number(found.rows[0]?.count);
}

describe('the mapping file and the tables', () => {
  it('agree column by column: every column is mapped, every field is there and of its type', async () => {
    const columns = await rig.client.query<{ table: string; column: string; type: string }>(
      `SELECT table_schema || '.' || table_name AS table, column_name AS column, data_type AS type FROM information_schema.columns`,
    );
    for (const module of mapping.byTopic.values()) {
      const own = columns.rows.filter((each) => each.table === module.table);
      expect(own.map((each) => each.column).sort()).toEqual(Object.keys(module.fields).sort());
      for (const { column, type } of own)
        expect(FITTING[type], `${module.table}.${column}`).toContain(module.fields[column]?.type);
    }
  });

  it('agree on what generates ids and names: those are not writable', () => {
    expect(mapping.modules.get('leads')?.fields).toMatchObject({
      id: { writable: false },
      name: { writable: false },
      tenant_id: { writable: false },
      upshot_cause: { writable: false },
      stage: { writable: true },
    });
  });

  it('agree on topics', () => {
    expect(prepared.topics.map((topic) => topic.replace(rig.name, 'crm'))).toEqual([
      ...mapping.byTopic.keys(),
    ]);
  });

  it('send whole before images, all but notes', async () => {
    const found = await rig.client.query<{ table: string }>(
      `SELECT relname AS table FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relkind = 'r' AND relreplident <> 'f'`,
    );
    expect(found.rows.map((row) => row.table).sort()).toEqual(['group_members', 'notes']);
  });
});

describe('the rows', () => {
  it('are a few thousand, all of the demo tenant', async () => {
    expect(prepared.insertedRows).toBeGreaterThan(3000);
    expect(await count('leads', `tenant_id <> 'demo'`)).toBe(0);
  });

  it('hold descriptions long enough to be stored out of line on a good share', async () => {
    expect(
      (await count('leads', 'octet_length(description) > 2100')) / (await count('leads')),
    ).toBeGreaterThan(0.15);
  });

  it('cover every stage and status that triggers know', async () => {
    const stages = await rig.client.query<{ stage: string }>(
      'SELECT DISTINCT stage FROM opportunities ORDER BY 1',
    );
    expect(stages.rows.map((row) => row.stage)).toEqual([
      'lost',
      'negotiation',
      'proposal',
      'prospecting',
      'qualification',
      'won',
    ]);
    expect(await count('projects', `due_date < current_date AND status <> 'completed'`)).toBeGreaterThan(0);
    expect(await count('tasks', `due_at < now() AND status <> 'completed'`)).toBeGreaterThan(0);
  });

  it('keep the name of a lead by themselves', async () => {
    const made = await rig.client.query(
      `INSERT INTO leads (first_name, last_name) VALUES ('Ada', 'Byron') RETURNING id, name`,
    );
    const renamed = await rig.client.query(`UPDATE leads SET last_name = NULL WHERE id = $1 RETURNING name`, [
      made.rows[0].id,
    ]);
    expect([made.rows[0].name, renamed.rows[0].name]).toEqual(['Ada Byron', 'Ada']);
  });
});

describe('preparing again', () => {
  it('applies no file and inserts no row a second time', async () => {
    const users = await count('users');
    expect(await applySchema(rig.client)).toEqual([]);
    expect(await rig.prepare()).toEqual({ ...prepared, insertedRows: 0 });
    expect(await count('users')).toBe(users);
  });

  it('by two at once makes one', async () => {
    const both = await Promise.all([rig.prepare(), rig.prepare()]);
    expect(both.map((each) => each.insertedRows)).toEqual([0, 0]);
  });
});

describe('the traffic', () => {
  it('makes changes until its time is over', async () => {
    const lines: string[] = [];
    const said = (line: string): number => lines.push(line);
    const options = {
      crmUrl: rig.options.crmUrl,
      rate: 200,
      seed: 4,
      say: said,
      signal: new AbortController().signal,
    };
    expect(await play({ ...options, seconds: 1 })).toBe(lines.length);
    expect(lines.length).toBeGreaterThan(20);
    expect(lines.some((line) => line.startsWith('lead '))).toBe(true);
  });

  it('ends when it is told to', async () => {
    const stop = new AbortController();
    const options = {
      crmUrl: rig.options.crmUrl,
      rate: 1,
      seed: 4,
      signal: stop.signal,
      say: () => stop.abort(),
    };
    expect(await play({ ...options, seconds: Infinity })).toBe(1);
  });

  it('of the same seed can be played twice', async () => {
    const options = { crmUrl: rig.options.crmUrl, rate: 500, seed: 5, say: () => undefined, seconds: 0.3 };
    for (let round = 0; round < 2; round++)
      expect(await play({ ...options, signal: new AbortController().signal })).toBeGreaterThan(0);
  });
});
