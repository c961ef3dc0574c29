/** Shows that the two shapes of a filter mean the same, and what they say of a record. */
import { compileCriteria } from '@upshot/rules';
import type { FieldValue } from '@upshot/values';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isJsonList, isJsonObject, type JsonObject } from '../shared/json.ts';
import { testContext } from '../testing/dialect-suite.ts';
import { testModules } from '../testing/modules.ts';
import { workflowsApi } from './index.ts';
import { validWorkflow } from './testing.ts';

const modules = testModules();
const leads = modules.modules.get('leads');

/** The same filter in the page's shape, whichever it had. */
function asPageShape(part: FieldValue): FieldValue {
  if (!isJsonObject(part)) return part;
  const list = part['conditions'] ?? part['items'];
  if (!isJsonList(list)) return part;
  const isAny = part['match'] === 'any' || part['logic'] === 'OR';
  return { logic: isAny ? 'OR' : 'AND', conditions: list.map(asPageShape) };
}

/** The same filter as the web client would send it, with ids and types of its own. */
function asClientShape(part: FieldValue, id = 'g'): FieldValue {
  if (!isJsonObject(part)) return part;
  const list = part['conditions'] ?? part['items'];
  if (!isJsonList(list)) return { fieldType: 'system', ...part, type: 'condition', id };
  const isAny = part['match'] === 'any' || part['logic'] === 'OR';
  const items = list.map((each, at) => asClientShape(each, `${id}-${at}`));
  return { id, match: isAny ? 'any' : 'all', items };
}

function criteriaOf(body: JsonObject) {
  const parsed = workflowsApi.parse(body, testContext());
  return parsed.ok ? parsed.value.trigger.criteria : parsed.error;
}

function verdictOf(triggerFilters: JsonObject, after: Record<string, FieldValue>, before = after) {
  const body = { name: 'n', triggerModule: 'leads', triggerType: 'lead_updated', triggerFilters };
  const parsed = workflowsApi.parse(body, testContext());
  if (!parsed.ok || leads === undefined) return 'refused';
  const { criteria } = parsed.value.trigger;
  return compileCriteria(criteria, leads.schema).evaluate({
    operation: 'update',
    before: { values: before, unknown: [] },
    after: { values: after, unknown: [] },
  });
}

describe('the two shapes of a filter', () => {
  it('mean the same', () => {
    fc.assert(
      fc.property(validWorkflow, (body) => {
        const filters = body['triggerFilters'] ?? {};
        const criteria = criteriaOf(body);
        expect(criteriaOf({ ...body, triggerFilters: asPageShape(filters) })).toEqual(criteria);
        expect(criteriaOf({ ...body, triggerFilters: asClientShape(filters) })).toEqual(criteria);
      }),
    );
  });
});

describe('a filter', () => {
  const one = (field: string, operator: string, value?: FieldValue, more: JsonObject = {}): JsonObject => ({
    match: 'all',
    items: [{ field, operator, ...(value !== undefined && { value }), ...more }],
  });
  it.each<[JsonObject, Record<string, FieldValue>, string]>([
    [{}, {}, 'match'],
    [one('source', 'equals', 'Website'), { source: 'website' }, 'match'],
    [one('source', 'equals', 'Website'), { source: 'web' }, 'no_match'],
    [one('source', 'contains', 'EB'), { source: 'website' }, 'match'],
    [one('source', 'starts_with', 'WEB'), { source: 'website' }, 'match'],
    [one('source', 'in', ['website']), { source: 'website' }, 'match'],
    [one('source', 'in', ['Website']), { source: 'website' }, 'no_match'],
    [one('source', 'not_in', ['Website']), { source: 'website' }, 'match'],
    [one('score', 'greater_than', '9'), { score: 10 }, 'match'],
    [one('amount', 'equals', '10.0'), { amount: '10.00' }, 'match'],
    [one('urgent', 'equals', 'true'), { urgent: true }, 'match'],
    [one('firstName', 'is_empty'), { first_name: '' }, 'match'],
    [one('owner', 'equals', 'u-1'), { owner_id: 'u-1' }, 'match'],
    [one('tier', 'equals', 'gold', { fieldType: 'custom' }), { custom_fields: { tier: 'Gold' } }, 'match'],
    [one('customFields.tier', 'equals', 'gold'), { custom_fields: { tier: 'gold' } }, 'match'],
  ])('%j says of %j: %s', (filters, record, verdict) => {
    expect(verdictOf(filters, record)).toBe(verdict);
  });
  it.each<[string, FieldValue | undefined, string]>([
    ['changed_to', 'WON', 'match'],
    ['changed_to', 'open', 'no_match'],
    ['changed_from', 'Open', 'match'],
    ['changed_from', 'won', 'no_match'],
    ['any_change', undefined, 'match'],
  ])('looks back: stage from open to won %s %s is %s', (operator, value, verdict) => {
    expect(verdictOf(one('stage', operator, value), { stage: 'won' }, { stage: 'open' })).toBe(verdict);
  });
});
