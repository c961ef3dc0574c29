/** Shows that workloads are the same for ever under one seed, and like what the issue describes. */
import { checkCriteria, conditionsOf } from '@upshot/rules';
import { readField, sameValue } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import { bucketsOf, inBuckets } from '../engines/engine.ts';
import { scan } from '../engines/scan.ts';
import { FIELDS, schemaOf } from './fields.ts';
import { expectedCandidates, makeWorkload, otherDefinitions, type Plan } from './index.ts';
import { numberOf, populationOf } from './population.ts';

const plan = (tenants: number, definitions: number, seed = 1): Plan => ({ seed, tenants, definitions });
const workload = makeWorkload(plan(1, 2_000), 2_000);

describe('a workload', () => {
  it('is the same under one seed, and another under another', () => {
    const [one, again, other] = [1, 1, 2].map((seed) =>
      JSON.stringify([makeWorkload(plan(2, 60, seed), 40)]),
    );
    expect(again).toBe(one);
    expect(other).not.toBe(one);
  });
  it('keeps its definitions and first events where more events are asked for', () => {
    const [few, many] = [makeWorkload(plan(2, 60), 10), makeWorkload(plan(2, 60), 20)];
    expect(many.definitions).toEqual(few.definitions);
    expect(many.events.slice(0, 10)).toEqual(few.events);
  });
  it('has other definitions in the same places, to change some', () => {
    const others = otherDefinitions(workload);
    expect(others.map(({ key }) => key)).toEqual(workload.definitions.map(({ key }) => key));
    expect(others).not.toEqual(workload.definitions);
  });
  it.each([
    [1, 10],
    [1, 100],
    [1, 1_000],
    [1, 10_000],
    [10, 100],
    [10, 1_000],
  ])(
    'lets an event match one to three definitions on average: %i tenants, %i definitions',
    (tenants, definitions) => {
      const events = 1_000;
      const loaded = scan.load(makeWorkload(plan(tenants, definitions), events));
      const matches = Number(loaded.run(0, events)) / events;
      expect(matches).toBeGreaterThanOrEqual(1);
      expect(matches).toBeLessThanOrEqual(3);
    },
  );
  it('lets an event meet some 5,700 candidates at 100,000 definitions of one tenant', () => {
    expect(expectedCandidates(plan(1, 100_000)) / 5_700).toBeCloseTo(1, 1);
    expect(expectedCandidates(plan(10, 100_000)) / 570).toBeCloseTo(1, 1);
  });
  it('meets about as many candidates as expected', () => {
    const buckets = inBuckets(workload.definitions);
    const met = workload.events.flatMap(bucketsOf).map((name) => buckets.get(name)?.length ?? 0);
    const mean = met.reduce((sum, each) => sum + each, 0) / workload.events.length;
    expect(mean / expectedCandidates(workload.plan)).toBeCloseTo(1, 1);
  });
});

describe('definitions', () => {
  const { definitions } = workload;
  const conditions = definitions.map(({ criteria }) => conditionsOf(criteria));

  it('hold one to four conditions each, that the rules accept', () => {
    expect(new Set(conditions.map((each) => each.length))).toEqual(new Set([1, 2, 3, 4]));
    for (const { criteria, module } of definitions)
      expect(checkCriteria(criteria, schemaOf(module))).toEqual([]);
  });
  it('use every operator that the issue names, and look back on updates only', () => {
    const used = new Set(conditions.flat().map(({ operator }) => operator));
    expect([...used].sort().join(' ')).toBe(
      'any_change changed_to contains equals greater_or_equal greater_than in is_empty is_not_empty less_or_equal less_than not_equals starts_with',
    );
    const created = definitions
      .filter(({ kind }) => kind === 'created')
      .flatMap(({ criteria }) => conditionsOf(criteria));
    expect(created.filter(({ operator }) => ['changed_to', 'any_change'].includes(operator))).toEqual([]);
  });
  it('belong to every tenant alike, on several modules and kinds', () => {
    const { definitions: shared } = makeWorkload(plan(10, 2_000), 1);
    const tenants = Map.groupBy(shared, ({ tenantId }) => tenantId);
    expect([...tenants.values()].map((each) => each.length)).toEqual(Array.from({ length: 10 }, () => 200));
    expect(new Set(shared.map(({ module }) => module)).size).toBe(5);
    expect(new Set(shared.map(({ kind }) => kind)).size).toBe(3);
  });
  it('have keys of their own', () => {
    expect(new Set(definitions.map(({ key }) => key)).size).toBe(definitions.length);
  });
});

describe('events', () => {
  const { events } = workload;

  it('are of records of 25 fields', () => {
    expect(FIELDS).toHaveLength(25);
    for (const { change } of events) expect(Object.keys(change.after?.values ?? {})).toHaveLength(25);
  });
  it('are creates for a quarter', () => {
    expect(events.filter(({ kinds }) => kinds.includes('created')).length / events.length).toBeCloseTo(
      0.25,
      1,
    );
  });
  it('move one to four fields in an update, and only those that they name', () => {
    const updates = events.filter(({ change }) => change.operation === 'update');
    expect(new Set(updates.map(({ moved }) => moved.length))).toEqual(new Set([1, 2, 3, 4]));
    for (const { change, moved } of updates) {
      const [before, after] = [change.before?.values ?? {}, change.after?.values ?? {}];
      const found = FIELDS.filter(({ name, type }) => !sameValue(type, before[name], after[name]));
      expect(found.map(({ name }) => name).sort()).toEqual([...moved].sort());
    }
  });
  it('are of the kind stage_changed where the stage moved', () => {
    for (const { kinds, moved } of events)
      expect(kinds.includes('stage_changed')).toBe(moved.includes('stage'));
  });
  it('hold what the decoder hands on: decimals as text, instants and dates as ISO 8601', () => {
    const image = events[0]?.change.after ?? { values: {}, unknown: 'rest' };
    const known = FIELDS.filter(({ name }) => readField(image, name).state === 'known');
    expect(known).toHaveLength(25);
    expect(image.values['created_at']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/u);
  });
});

describe('a population', () => {
  const columns = new Map(populationOf(1).map((column) => [column.field.name, column]));

  it('knows how selective a value is', () => {
    const stage = columns.get('stage');
    const shares = Array.from({ length: 8 }, (_none, place) => stage?.holding(`stage_0${place}`) ?? 0);
    expect(shares.reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 9);
    expect(stage?.holding('elsewhere')).toBe(0);
  });
  it('knows how selective bounds, beginnings and parts are', () => {
    expect(columns.get('score')?.below(50)).toBeCloseTo(0.5, 1);
    expect(columns.get('score')?.below(-1)).toBe(0);
    expect(columns.get('phone')?.beginning('+')).toBeCloseTo(0.8, 1);
    expect(columns.get('title')?.having(' of ')).toBeCloseTo(0.8, 1);
  });
  it('takes numbers and dates for numbers', () => {
    expect(['12.50', 7, '1970-01-01T00:00:01Z', 'x'].map(numberOf)).toEqual([12.5, 7, 1000, Number.NaN]);
  });
});
