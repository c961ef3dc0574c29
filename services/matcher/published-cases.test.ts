/** Runs every published case through the matcher: a definition on its topic, the index, the criteria, the related records. */
import { UpshotError } from '@upshot/errors';
import { loadMapping, type ModuleMapping } from '@upshot/mapping';
import { newTally, type RelatedReading } from '@upshot/rules';
import { publishedCases, type PublishedCase } from '@upshot/rules/testing';
import type { ModuleSchema, Operation } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import { createDefinitionsTable, type DefinitionsTable } from './definitions-table.ts';
import type { RecordChanged } from './record-change.ts';
import { evaluateRules } from './stages/evaluate-rules.ts';
import { findCandidates } from './stages/find-candidates.ts';
import { readRelated } from './stages/read-related.ts';
import { definition, jsonCodec, published, listening } from './testing/definition.ts';
import { createVerdicts, type Reason } from './verdicts.ts';

const TENANT = 'demo';
const loaded = loadMapping(
  `
version: 1
topicPrefix: crm
tenant: { constant: ${TENANT} }
modules:
  things: { table: public.things, id: id, fields: { id: text } }
`,
  'cases',
);
const things = loaded.ok ? loaded.value.modules.get('things') : undefined;
if (things === undefined) throw new UpshotError('mapping_invalid', 'the mapping of the cases');
const bare: ModuleMapping = things;

/** What a definition must listen to, so that the change pulls it. */
const KINDS = {
  create: 'created',
  update: 'updated',
  delete: 'deleted',
  read: 'updated',
} as const satisfies Record<Operation, string>;

/** A table in which every case of one schema is a definition, so that the index has something to rule out. */
async function tableOf(schema: ModuleSchema, cases: readonly PublishedCase[]): Promise<DefinitionsTable> {
  const complain = (fields: object) => expect(fields).toEqual({});
  const quiet = () => undefined;
  const table = createDefinitionsTable({
    codec: jsonCodec,
    schemas: new Map([['things', schema]]),
    log: { debug: quiet, info: quiet, warn: quiet, error: complain },
  });
  for (const [place, { criteria, change }] of cases.entries()) {
    const kind = KINDS[change.operation];
    const each = definition(
      { tenantId: TENANT, id: `d${place}` },
      { module: 'things', kind, name: kind, criteria },
    );
    await table.take(published(each, 1, JSON.stringify(each)));
  }
  table.open();
  return table;
}

function changed(schema: ModuleSchema, { change, context }: PublishedCase): RecordChanged {
  const timing = { startTimeMs: 0, endTimeMs: 0 };
  const position = { id: 'p', sequence: 1n, table: 'public.things', committedAtMs: context.nowMs };
  return {
    topic: 'crm.public.things',
    change: { ...change, key: {}, position },
    module: { ...bare, schema },
    tenantId: TENANT,
    recordId: 'r',
    cause: null,
    timings: { decode: timing, find: { ...timing }, evaluate: { ...timing } },
  };
}

/** What the matcher counts the definition as; `no_match` where the index has ruled it out. */
async function verdictOf(table: DefinitionsTable, given: PublishedCase, place: number) {
  const reasons: Reason[] = [];
  const tally = newTally();
  const verdicts = {
    ...createVerdicts({ countRecords: () => undefined }, tally),
    count: (_: string, reason: Reason) => (reasons.push(reason), null),
  };
  const readingOf = (lookup: string): RelatedReading => given.context.related?.(lookup) ?? 'related_missing';
  const ports = {
    definitions: table,
    verdicts: createVerdicts({ countRecords: () => undefined }, newTally()),
    related: {
      read: async (asks: readonly { recordId: string }[]) => asks.map(({ recordId }) => readingOf(recordId)),
    },
    now: () => 0,
  };
  const change = changed(given.schema, given);
  const own = findCandidates(change, ports).filter(({ rule }) => listening(rule.payload).id === `d${place}`);
  const judged = evaluateRules(change, own, { ...ports, verdicts });
  const [decided] = await readRelated([judged], { ...ports, verdicts });
  expect(decided?.matches.length).toBe(reasons.includes('match') ? 1 : 0);
  return { verdict: reasons[0] ?? 'no_match', unlike: tally.count };
}

const bySchema = Map.groupBy(publishedCases(), ({ schema }) => JSON.stringify(schema));

describe('the matcher says what is published', () => {
  it.each([...bySchema])('of %s', async (_, cases) => {
    const schema = cases[0]?.schema ?? bare.schema;
    const table = await tableOf(schema, cases);
    for (const [place, given] of cases.entries()) {
      const { name, verdict } = given;
      const said = await verdictOf(table, given, place);
      expect({ name, verdict: said.verdict }).toEqual({ name, verdict });
      expect(said.unlike).toBeLessThanOrEqual(given.unlike);
    }
  });
  it('over all six thousand cases and more', () => {
    expect([...bySchema.values()].flat().length).toBeGreaterThan(6000);
  });
});
