/** The mapping beside what is sent: which disagreements there are, and that a refusal is never of what could have held. */
import { compileCriteria, OPERATORS, OPERATOR_NAMES, type Condition, type OperatorName } from '@upshot/rules';
import { FIELD_TYPES, parseOperand, type FieldType, type FieldValue } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import { asSent, disagreements, loadMapping } from './index.ts';

const YAML = `
version: 1
topicPrefix: crm
tenant: { column: tenant_id }
modules:
  leads:
    table: public.leads
    id: id
    fields: { id: text, tenant_id: text, owner_id: reference, stage: text, score: integer, due: date, account_id: reference,
      urgent: boolean, done: boolean, tags: list, custom: json, amount: decimal }
    roles: { owner: owner_id, stage: stage, score: score, dueDate: due, converted: done, completed: done, tags: tags }
    outcomes: { won: [won], lost: [lost] }
    lookups: { account: { column: account_id, module: accounts } }
  accounts:
    table: public.accounts
    id: id
    fields: { id: text, tenant_id: text, city: text }
`;
const loaded = loadMapping(YAML, 'test.yaml');
const mapping = loaded.ok ? loaded.value : expect.unreachable();
const leads = mapping.modules.get('leads') ?? expect.unreachable();

const AS_MAPPED: Readonly<Record<string, FieldType | null>> = {
  id: 'text',
  tenant_id: 'text',
  owner_id: 'integer',
  stage: 'text',
  score: 'text',
  due: 'datetime',
  account_id: 'text',
  urgent: 'boolean',
  done: null,
  tags: 'list',
  custom: 'json',
  amount: 'decimal',
};
const sent = (more: Readonly<Record<string, FieldType | null | undefined>> = {}) =>
  new Map(
    Object.entries({ ...AS_MAPPED, ...more }).flatMap(([name, type]) =>
      type === undefined ? [] : [[name, type] as const],
    ),
  );
const noted = (more: Readonly<Record<string, FieldType | null | undefined>>) =>
  asSent(mapping, new Map([['leads', sent(more)]])).modules.get('leads') ?? expect.unreachable();

describe('disagreements', () => {
  it('are none where each column can be read as what it is called', () => {
    expect(disagreements(leads, sent())).toEqual([]);
    expect(asSent(mapping, new Map([['leads', sent()]]))).toEqual(mapping);
    expect(asSent(mapping, new Map())).toEqual(mapping);
  });
  it('name the column and both types', () => {
    expect(disagreements(leads, sent({ urgent: 'integer', stage: undefined, due: 'integer' }))).toEqual([
      { module: 'leads', column: 'stage', mappedAs: 'text', sentAs: null },
      { module: 'leads', column: 'due', mappedAs: 'date', sentAs: 'integer' },
      { module: 'leads', column: 'urgent', mappedAs: 'boolean', sentAs: 'integer' },
    ]);
  });
  it('say nothing of columns that are sent and not mapped', () => {
    expect(disagreements(leads, sent({ street: 'text' }))).toEqual([]);
  });
});

describe('the mapping as it is sent', () => {
  it('takes triggers away whose columns are not there', () => {
    const without = (more: Readonly<Record<string, FieldType | null | undefined>>) =>
      leads.kinds.filter((kind) => !noted(more).kinds.includes(kind));
    expect(without({ stage: undefined })).toEqual(['stage_changed', 'won', 'lost']);
    expect(without({ owner_id: undefined })).toEqual(['assigned']);
    expect(without({ score: 'boolean' })).toEqual(['score_changed']);
    expect(without({ due: 'integer' })).toEqual(['overdue']);
    expect(without({ done: undefined })).toEqual(['converted', 'completed']);
    expect(without({ urgent: undefined })).toEqual([]);
  });
  it('leaves what may be written as it is', () => {
    expect(noted({ stage: undefined }).fields).toEqual(leads.fields);
  });
  it('is seen from the other end of a lookup too', () => {
    const columns = new Map([['id', 'text' as const]]);
    const { modules } = asSent(mapping, new Map([['accounts', columns]]));
    const there = modules.get('leads')?.schema.related?.['account']?.schema;
    expect(there?.fields['city']).toMatchObject({ type: 'text', sentAs: null });
    expect(there?.fields['id']).toEqual({ type: 'text', writable: false });
  });
});

/** Values as they arrive, two unlike ones of each type. */
const ON_THE_WIRE: Readonly<Record<Exclude<FieldType, 'reference'>, readonly [FieldValue, FieldValue]>> = {
  text: ['abc', 'xyz'],
  integer: [5, 7],
  decimal: ['5.50', '7.25'],
  boolean: [true, false],
  date: ['2026-01-01', '2026-02-01'],
  datetime: ['2026-01-01T10:00:00.000Z', '2026-02-01T10:00:00.000Z'],
  list: [['a'], ['b']],
  json: [{ a: 1 }, { a: 2 }],
};
/** What a client might hold a field against. */
const OPERANDS: readonly FieldValue[] = [
  ...Object.values(ON_THE_WIRE).flat(),
  'true',
  '5',
  'a',
  0,
  1,
  ['abc', 5, true],
];
const COMPARING = OPERATOR_NAMES.filter(
  (name) => !name.startsWith('not_') && OPERATORS[name].operand !== 'nothing',
);

function holds(
  type: FieldType,
  operator: OperatorName,
  operand: FieldValue,
  [before, after]: readonly FieldValue[],
) {
  const condition: Condition = { kind: 'condition', field: 'f', operator, operand, caseSensitive: false };
  const image = (value: FieldValue) => ({ values: { f: value }, unknown: [] });
  const schema = { module: 'm', fields: { f: { type } } };
  const change = { operation: 'update', before: image(before ?? null), after: image(after ?? null) } as const;
  return compileCriteria(condition, schema).evaluate(change) === 'match';
}

const PAIRS = FIELD_TYPES.flatMap((mappedAs) =>
  Object.entries(ON_THE_WIRE).map(([wire, values]) => [mappedAs, wire, values] as const),
);
const disagree = (mappedAs: FieldType, wire: string): boolean => {
  const module = { ...leads, fields: { f: { type: mappedAs, writable: true } } };
  const as = FIELD_TYPES.find((each) => each === wire) ?? null;
  return disagreements(module, new Map([['f', as]])).length > 0;
};

describe('a refusal', () => {
  it.each(PAIRS.filter(([mappedAs, wire]) => mappedAs !== 'json' && disagree(mappedAs, wire)))(
    'of %s sent as %s is of nothing that could hold',
    (mappedAs, _wire, values) => {
      for (const operator of COMPARING.filter((name) => OPERATORS[name].types.includes(mappedAs)))
        for (const operand of OPERANDS.filter((each) => parseOperand(mappedAs, each) !== undefined))
          expect([operator, operand, holds(mappedAs, operator, operand, values)]).toEqual([
            operator,
            operand,
            false,
          ]);
    },
  );
  it.each(PAIRS.filter(([mappedAs, wire]) => disagree(mappedAs, wire)))(
    'of %s sent as %s leaves what holds of any value',
    (mappedAs, _wire, values) => {
      for (const operator of ['any_change', 'changed', 'any_value', 'is_not_empty'] as const)
        expect([operator, holds(mappedAs, operator, null, values)]).toEqual([operator, true]);
    },
  );
  it.each(
    PAIRS.filter(
      ([mappedAs, wire]) =>
        !disagree(mappedAs, wire) && wire !== 'text' && wire !== 'json' && wire !== mappedAs,
    ),
  )('is not made of %s sent as %s, which equals what it says', (mappedAs, _wire, values) => {
    expect(holds(mappedAs, 'equals', values[1], values)).toBe(true);
  });
});
