/** Shows that criteria over related records are asked once the records are read, and what comes of records that are not there. */
import { readFileSync } from 'node:fs';
import { UpshotError } from '@upshot/errors';
import { loadMapping, type Certainty } from '@upshot/mapping';
import type { RelatedAsk } from '@upshot/mirror-reader';
import { buildRuleIndex, newTally, type Condition, type Criteria, type RelatedReading } from '@upshot/rules';
import type { Image, Operation } from '@upshot/values';
import { beforeEach, describe, expect, it } from 'vitest';
import type { Listening } from './listening-entries.ts';
import type { RecordChanged } from './record-change.ts';
import { evaluateRules } from './stages/evaluate-rules.ts';
import { readRelated, type ReadRelatedPorts } from './stages/read-related.ts';
import { definition, listening } from './testing/definition.ts';
import { createVerdicts } from './verdicts.ts';

const file = new URL('../../deploy/crm/source-mapping.yaml', import.meta.url);
const loaded = loadMapping(readFileSync(file, 'utf8'), 'source-mapping.yaml');
const found = loaded.ok ? loaded.value.modules.get('opportunities') : undefined;
if (found === undefined) throw new UpshotError('mapping_invalid', 'the demo mapping');
const module = found;

const condition = (field: string, operand: string, related?: string): Condition => ({
  kind: 'condition',
  field,
  operator: 'equals',
  operand,
  caseSensitive: true,
  related,
});
const all = (...of: readonly Criteria[]): Criteria => ({ kind: 'all', of });
const IN_BERLIN = condition('city', 'Berlin', 'account');
const WON = condition('stage', 'won');

const image = (values: Image['values']): Image => ({ values, unknown: [] });
const DEAL = image({ id: 'o1', stage: 'won', account_id: 'a1', owner_id: 'u1' });
const BERLIN = image({ city: 'Berlin' });

let asked: RelatedAsk[][];
let counted: Map<string, number>;
beforeEach(() => {
  [asked, counted] = [[], new Map()];
});

function changed(
  after: Image | null,
  operation: Operation = 'update',
  before: Image | null = null,
): RecordChanged {
  const timing = { startTimeMs: 0, endTimeMs: 0 };
  const position = { id: 'p', sequence: 1n, committedAtMs: 50, table: 'public.opportunities' };
  return {
    topic: 'crm.public.opportunities',
    change: { operation, key: {}, before, after, position },
    module,
    tenantId: 't1',
    recordId: 'o1',
    cause: null,
    timings: { decode: timing, find: timing, evaluate: { ...timing } },
  };
}

/** What matches of the criteria, one definition each, where reading finds `found` by record. */
async function matching(
  changes: readonly RecordChanged[],
  criteria: readonly Criteria[],
  found: Readonly<Record<string, RelatedReading>>,
  certainty: Certainty = 'certain',
): Promise<readonly (readonly number[])[]> {
  const verdicts = createVerdicts(
    { countRecords: (_, reason, count = 1) => void counted.set(reason, (counted.get(reason) ?? 0) + count) },
    newTally(),
  );
  const related: ReadRelatedPorts['related'] = {
    read: async (asks) => {
      asked.push([...asks]);
      return asks.map(({ module: there, recordId }) => found[`${there}/${recordId}`] ?? 'related_missing');
    },
  };
  const ports = { verdicts, related, now: () => 1 };
  const rules = criteria.map((each, place) => ruleOf(each, place));
  const judged = changes.map((each) =>
    evaluateRules(
      each,
      rules.map((rule) => ({ rule, certainty, isMet: false })),
      ports,
    ),
  );
  const decided = await readRelated(judged, ports);
  verdicts.flush();
  return decided.map(({ matches }) =>
    matches.map((each) => Number(listening(each).id)).toSorted((a, b) => a - b),
  );
}

function ruleOf(criteria: Criteria, place: number) {
  const payload: Listening = { definition: definition({ id: String(place) }), graph: '' };
  const entry = {
    key: `${place}`,
    tenantId: 't1',
    module: 'opportunities',
    kind: 'updated',
    criteria,
    payload,
  };
  const schemas = new Map([['opportunities', module.schema]]);
  const [rule] = buildRuleIndex([entry], schemas).rules('t1', 'opportunities', 'updated');
  if (rule === undefined) throw new UpshotError('internal', 'a rule that is not there');
  return rule;
}

describe('criteria over a related record', () => {
  it('match by the record that the lookup leads to', async () => {
    const found = { 'accounts/a1': BERLIN };
    expect(await matching([changed(DEAL)], [IN_BERLIN, all(WON, IN_BERLIN)], found)).toEqual([[0, 1]]);
    expect(asked).toEqual([[{ tenantId: 't1', module: 'accounts', recordId: 'a1', committedAtMs: 50 }]]);
    expect(await matching([changed(DEAL)], [IN_BERLIN], { 'accounts/a1': image({ city: 'Rome' }) })).toEqual([
      [],
    ]);
    expect(Object.fromEntries(counted)).toEqual({ match: 2, no_match: 1 });
  });
  it('are asked of the record before where it was deleted', async () => {
    const gone = changed(null, 'delete', DEAL);
    expect(await matching([gone], [IN_BERLIN], { 'accounts/a1': BERLIN })).toEqual([[0]]);
  });
  it('read nothing where the record itself decides, or nothing is related', async () => {
    const lost = changed(image({ ...DEAL.values, stage: 'lost' }));
    expect(await matching([lost], [all(WON, IN_BERLIN), WON, all()], {})).toEqual([[2]]);
    expect(asked).toEqual([]);
  });
  it('ask for a batch at once, each lookup of a change once', async () => {
    const other = changed(image({ ...DEAL.values, account_id: 'a2' }));
    const owned = condition('name', 'Ann', 'owner');
    const found = { 'accounts/a1': BERLIN, 'users/u1': image({ name: 'Ann' }) };
    expect(await matching([changed(DEAL), other], [IN_BERLIN, all(IN_BERLIN, owned), owned], found)).toEqual([
      [0, 1, 2],
      [2],
    ]);
    expect(asked).toHaveLength(1);
    expect(asked[0]?.map(({ recordId }) => recordId)).toEqual(['a1', 'u1', 'a2', 'u1']);
  });
  it('are counted by why they cannot say', async () => {
    const noAccount = changed(image({ stage: 'won', account_id: null }));
    const notSent = changed({ values: { stage: 'won' }, unknown: ['account_id'] });
    const stale = { 'accounts/a1': 'related_stale' } as const;
    expect(await matching([noAccount, notSent, changed(DEAL)], [IN_BERLIN], stale)).toEqual([[], [], []]);
    expect(Object.fromEntries(counted)).toEqual({ related_missing: 1, prior_unknown: 1, related_stale: 1 });
  });
  it('read nothing for what is not certain to have happened', async () => {
    expect(await matching([changed(DEAL)], [IN_BERLIN], { 'accounts/a1': BERLIN }, 'prior_unknown')).toEqual([
      [],
    ]);
    expect([asked.length, Object.fromEntries(counted)]).toEqual([0, { prior_unknown: 1 }]);
  });
  it('are timed for their span', async () => {
    const change = changed(DEAL);
    await matching([change], [IN_BERLIN], {});
    expect(change.timings.related).toEqual({ startTimeMs: 1, endTimeMs: 1 });
  });
});
