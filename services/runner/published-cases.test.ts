/** Runs every published case through the runner's evaluator, and through a branch of a run that was started by it. */
import { UpshotError } from '@upshot/errors';
import { decide, type Fields, type RunOrigin } from '@upshot/flow';
import { loadMapping, type SourceMapping } from '@upshot/mapping';
import type { RelatedAsk } from '@upshot/mirror-reader';
import type { RelatedReading } from '@upshot/rules';
import { publishedCases, type PublishedCase } from '@upshot/rules/testing';
import type { Image, ModuleSchema } from '@upshot/values';
import { yesOrNo } from '@upshot/definitions';
import { describe, expect, it } from 'vitest';
import { askKey, surroundingsBy, type Asking } from './evaluator.ts';

const loaded = loadMapping(
  `
version: 1
topicPrefix: crm
tenant: { constant: demo }
modules:
  things: { table: public.things, id: id, fields: { id: text } }
`,
  'cases',
);
const things = loaded.ok ? loaded.value.modules.get('things') : undefined;
if (things === undefined) throw new UpshotError('mapping_invalid', 'the mapping of the cases');
const bare = things;

const NO_CALENDARS = { find: () => null };
const mappingOf = (schema: ModuleSchema): SourceMapping => ({
  modules: new Map([['things', { ...bare, schema }]]),
  byTopic: new Map(),
});

/** The evaluator of a case; related records are read as often as it asks. */
function evaluateIn({ schema, context }: PublishedCase): <T>(ask: (evaluate: Evaluate) => T) => T {
  const readings = new Map<string, RelatedReading>();
  const wanted = new Map<string, RelatedAsk>();
  const asking: Asking = { tenantId: 'demo', recordId: 'x', nowMs: context.nowMs, readings, wanted };
  const evaluate = surroundingsBy(mappingOf(schema), NO_CALENDARS)('things', asking).evaluate;
  return (ask) => {
    for (;;) {
      wanted.clear();
      const said = ask(evaluate);
      if (wanted.size === 0) return said;
      for (const each of wanted.values())
        readings.set(askKey(each), context.related?.(each.recordId) ?? 'related_missing');
    }
  };
}
type Evaluate = ReturnType<ReturnType<typeof surroundingsBy>>['evaluate'];

const cases = publishedCases();

describe('the evaluator of the runner says what is published', () => {
  const byName = Map.groupBy(cases, ({ name }) => name.split(' ')[0] ?? '');
  it.each([...byName.keys()])('of %s', (first) => {
    for (const given of byName.get(first) ?? []) {
      const { name, criteria, change, verdict } = given;
      const said = evaluateIn(given)((evaluate) => evaluate(criteria, change));
      expect({ name, said }).toEqual({ name, said: verdict });
    }
  });
});

const fieldsOf = (image: Image | null): Fields | null =>
  image === null || image.unknown === 'rest' ? null : image.values;
const unknownOf = (image: Image | null): readonly string[] =>
  image === null || image.unknown === 'rest' ? [] : image.unknown;

function originOf({ change, context }: PublishedCase): RunOrigin {
  return {
    tenantId: 'demo',
    runId: 'r',
    definitionId: 'd',
    definitionVersion: 1,
    definitionName: 'D',
    dialect: 'native',
    module: 'things',
    triggerName: 'saved',
    recordId: 'r',
    operation: change.operation,
    before: fieldsOf(change.before),
    after: fieldsOf(change.after),
    unknownBefore: unknownOf(change.before),
    unknownAfter: unknownOf(change.after),
    positionId: 'p',
    committedAtMs: context.nowMs,
    rootRunId: 'r',
    depth: 0,
  };
}

describe('a branch takes the arm that is published', () => {
  it('in every case', () => {
    expect(cases.length).toBeGreaterThan(4000);
    for (const given of cases) {
      const { name, criteria, verdict } = given;
      const graph = { start: 'b', nodes: [{ id: 'b', ...yesOrNo(criteria) }], edges: [] };
      const origin = originOf(given);
      const { events } = evaluateIn(given)((evaluate) =>
        decide(null, { type: 'start', origin, graph }, { ...STILL, nowMs: context(given), evaluate }),
      );
      const finished = events.find(({ type }) => type === 'step-finished');
      expect({ name, finished }).toMatchObject({ name, finished: { output: outputOf(verdict) } });
    }
  });
});

const STILL = surroundingsBy(mappingOf({ module: 'things', fields: {} }), NO_CALENDARS)('things', {
  tenantId: 'demo',
  recordId: 'x',
  nowMs: 0,
  readings: new Map(),
  wanted: new Map(),
});

const context = (given: PublishedCase): number => given.context.nowMs;

const outputOf = (verdict: PublishedCase['verdict']) => ({
  branch: verdict === 'match' ? 'yes' : 'no',
  conditionMet: verdict === 'match',
  ...(verdict === 'match' || verdict === 'no_match' ? {} : { undecided: verdict }),
});
