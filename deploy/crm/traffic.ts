/** Believable traffic: what people do in a CRM all day, one change at a time. */
import type { Faker } from '@faker-js/faker';
import type { Client } from 'pg';
import { chance, pick, type Row } from './rows/common.ts';
import { lead } from './rows/people.ts';
import { PROBABILITIES } from './rows/work.ts';
import { insertRows } from './seed-rows.ts';

/** Does one thing; returns what was done in a few words, or null where no row was in the state that it needs. */
export type Play = (client: Client, faker: Faker) => Promise<string | null>;

/** What happens, and how often among the rest. */
export const PLAYS: readonly { readonly weight: number; readonly play: Play }[] = [
  { weight: 22, play: leadComesIn },
  { weight: 14, play: moveLead },
  { weight: 8, play: scoreLead },
  { weight: 4, play: convertLead },
  { weight: 14, play: moveOpportunity },
  { weight: 6, play: closeOpportunity },
  { weight: 12, play: completeTask },
  { weight: 8, play: startTask },
  { weight: 6, play: reassign },
  { weight: 6, play: tag },
];

interface Found {
  readonly id: string;
  readonly name: string;
  readonly state: string;
}

/** The columns that the database fills by itself: an id of a seed would be there already the second time. */
const BY_DATABASE = ['id', 'created_at', 'updated_at'];
const FRESH: Row = { stage: 'new', status: 'open', is_converted: false, converted_at: null };

async function leadComesIn(client: Client, faker: Faker): Promise<string> {
  const owners = await client.query<Row>('SELECT id FROM users WHERE is_active ORDER BY id');
  const row: Row = { ...lead(faker, new Date(), owners.rows), ...FRESH };
  const columns = Object.entries(row).filter(([column]) => !BY_DATABASE.includes(column));
  await insertRows(client, 'leads', [Object.fromEntries(columns)]);
  return `lead ${String(row['first_name'])} ${String(row['last_name'])} comes in from ${String(row['source'])}`;
}

async function moveLead(client: Client, faker: Faker): Promise<string | null> {
  const found = await any(
    client,
    `SELECT id, name, stage AS state FROM leads WHERE stage IN ('new', 'contacted')`,
  );
  if (found === null) return null;
  const stage = found.state === 'new' ? 'contacted' : pick(faker, ['qualified', 'unqualified']);
  await client.query('UPDATE leads SET stage = $2, last_contacted_at = now() WHERE id = $1', [
    found.id,
    stage,
  ]);
  return `lead ${found.name}: ${found.state} → ${stage}`;
}

async function scoreLead(client: Client, faker: Faker): Promise<string | null> {
  const found = await any(
    client,
    `SELECT id, name, score::text AS state FROM leads WHERE stage <> 'converted'`,
  );
  if (found === null) return null;
  const score = faker.number.int({ min: 0, max: 100 });
  await client.query('UPDATE leads SET score = $2 WHERE id = $1', [found.id, score]);
  return `lead ${found.name}: score ${found.state} → ${score}`;
}

async function convertLead(client: Client): Promise<string | null> {
  const found = await any(client, `SELECT id, name, stage AS state FROM leads WHERE stage = 'qualified'`);
  if (found === null) return null;
  await client.query(
    `WITH sold AS (
       INSERT INTO opportunities (name, owner_id, lead_id, amount, currency, source)
       SELECT company || ': ' || name, owner_id, id, estimated_value, currency, source FROM leads WHERE id = $1 RETURNING id)
     UPDATE leads SET stage = 'converted', status = 'closed', is_converted = true, converted_at = now(),
       opportunity_id = (SELECT id FROM sold) WHERE id = $1`,
    [found.id],
  );
  return `lead ${found.name} is converted into an opportunity`;
}

const OPEN_STAGES = ['prospecting', 'qualification', 'proposal', 'negotiation'];

async function moveOpportunity(client: Client): Promise<string | null> {
  const found = await any(
    client,
    `SELECT id, name, stage AS state FROM opportunities WHERE stage IN ('prospecting', 'qualification', 'proposal')`,
  );
  if (found === null) return null;
  const stage = OPEN_STAGES[OPEN_STAGES.indexOf(found.state) + 1] ?? 'negotiation';
  await client.query('UPDATE opportunities SET stage = $2, probability = $3 WHERE id = $1', [
    found.id,
    stage,
    PROBABILITIES[stage],
  ]);
  return `opportunity ${found.name}: ${found.state} → ${stage}`;
}

async function closeOpportunity(client: Client, faker: Faker): Promise<string | null> {
  const found = await any(
    client,
    `SELECT id, name, stage AS state FROM opportunities WHERE stage = 'negotiation'`,
  );
  if (found === null) return null;
  const stage = chance(faker, 0.6) ? 'won' : 'lost';
  const reason = stage === 'lost' ? pick(faker, ['price', 'timing', 'competitor']) : null;
  await client.query(
    'UPDATE opportunities SET stage = $2, probability = $3, closed_at = now(), close_date = current_date, lost_reason = $4 WHERE id = $1',
    [found.id, stage, PROBABILITIES[stage], reason],
  );
  return `opportunity ${found.name} is ${stage}`;
}

async function completeTask(client: Client): Promise<string | null> {
  const found = await any(
    client,
    `SELECT id, title AS name, status AS state FROM tasks WHERE status <> 'completed'`,
  );
  if (found === null) return null;
  await client.query(`UPDATE tasks SET status = 'completed', completed_at = now() WHERE id = $1`, [found.id]);
  return `task ${found.name} is completed`;
}

async function startTask(client: Client): Promise<string | null> {
  const found = await any(
    client,
    `SELECT id, title AS name, status AS state FROM tasks WHERE status IN ('open', 'waiting')`,
  );
  if (found === null) return null;
  await client.query(`UPDATE tasks SET status = 'in_progress' WHERE id = $1`, [found.id]);
  return `task ${found.name}: ${found.state} → in_progress`;
}

async function reassign(client: Client, faker: Faker): Promise<string | null> {
  const table = pick(faker, ['leads', 'contacts', 'accounts', 'opportunities']);
  const found = await any(client, `SELECT id, name, coalesce(owner_id::text, '') AS state FROM ${table}`);
  const owner = await any(client, `SELECT id, name, email AS state FROM users WHERE is_active`);
  if (found === null || owner === null) return null;
  await client.query(`UPDATE ${table} SET owner_id = $2 WHERE id = $1`, [found.id, owner.id]);
  return `${found.name} (${table}) now belongs to ${owner.name}`;
}

async function tag(client: Client, faker: Faker): Promise<string | null> {
  const table = pick(faker, ['leads', 'contacts', 'accounts']);
  const found = await any(client, `SELECT id, name, '' AS state FROM ${table}`);
  const word = await any(client, `SELECT id, name, '' AS state FROM tags`);
  if (found === null || word === null) return null;
  await client.query(`UPDATE ${table} SET tags = array_append(array_remove(tags, $2), $2) WHERE id = $1`, [
    found.id,
    word.name,
  ]);
  return `${found.name} (${table}) is tagged ${word.name}`;
}

/** One of the rows that `select` finds, by chance. */
async function any(client: Client, select: string): Promise<Found | null> {
  const found = await client.query<Found>(`${select} ORDER BY random() LIMIT 1`);
  return found.rows[0] ?? null;
}
