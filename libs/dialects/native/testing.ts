/** Draws native definitions that must be accepted, for properties. */
import fc from 'fast-check';
import type { JsonObject } from '../shared/json.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((each) => !/[{}\0]|\p{Cc}/u.test(each));
const name = text.filter((each) => each.trim() !== '');

const condition = fc.oneof(
  fc.record({
    kind: fc.constant('condition'),
    field: fc.constantFrom('source', 'stage', 'name', 'custom_fields.budget'),
    operator: fc.constantFrom('equals', 'not_equals', 'starts_with'),
    operand: text,
    caseSensitive: fc.boolean(),
  }),
  fc.record({
    kind: fc.constant('condition'),
    field: fc.constantFrom('score', 'amount'),
    operator: fc.constantFrom('greater_than', 'less_or_equal'),
    operand: fc.integer(),
    caseSensitive: fc.constant(true),
  }),
);

const { criteria } = fc.letrec<{ criteria: JsonObject }>((tie) => ({
  criteria: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    condition,
    fc.record({ kind: fc.constantFrom('all', 'any'), of: fc.array(tie('criteria'), { maxLength: 3 }) }),
    fc.record({ kind: fc.constant('not'), of: tie('criteria') }),
  ),
}));

const within = fc.record({
  amount: fc.integer({ min: 1, max: 30 }),
  unit: fc.constantFrom('seconds', 'days'),
});
const awaited = fc.record({
  type: fc.constant('replied'),
  within,
  fires: fc.constantFrom('missing', 'in_time'),
  correlation: fc.constantFrom(null, 'thread', 'email'),
});

/** Each kind with the parts that it takes. */
const kinds = fc.oneof(
  fc.record({ kind: fc.constantFrom('created', 'updated', 'saved', 'deleted', 'won', 'assigned') }),
  fc.record({
    kind: fc.constant('fields_changed'),
    fields: fc.record({
      match: fc.constantFrom('any', 'all'),
      names: fc.uniqueArray(fc.constantFrom('stage', 'source', 'amount'), { minLength: 1 }),
    }),
  }),
  fc.record(
    {
      kind: fc.constant('score_changed'),
      score: fc.record({
        direction: fc.constantFrom('up', 'down', 'either'),
        columns: fc.constantFrom(null, ['score']),
      }),
    },
    { requiredKeys: ['kind'] },
  ),
  fc.record({
    kind: fc.constant('activity'),
    activity: fc.record({ type: fc.constantFrom('opened', 'replied') }),
  }),
  fc.record({
    kind: fc.constant('activity_missing'),
    activity: fc.record({ type: fc.constant('opened'), awaited }),
  }),
);

const reentry = fc.oneof(
  fc.record({ policy: fc.constantFrom('every_time', 'once_per_record', 'not_while_active') }),
  fc.record({ policy: fc.constant('cool_down'), coolDownMs: fc.integer({ min: 1, max: 1e9 }) }),
);

const trigger = fc
  .tuple(
    kinds,
    fc.record(
      { name: fc.constant('a trigger'), criteria, maxDepth: fc.nat(5), reentry },
      { requiredKeys: [] },
    ),
  )
  .map(([kind, rest]): JsonObject => ({ module: 'leads', ...kind, ...rest }));

const node = fc.oneof(
  fc.record({
    kind: fc.constant('action'),
    action: fc.constant('webhook'),
    config: fc.constant({ url: 'https://example.com/hook' }),
  }),
  fc.record({
    kind: fc.constant('wait'),
    until: fc.record({ kind: fc.constant('duration'), durationMs: fc.nat(1e9) }),
  }),
  criteria.map((asked) => ({
    kind: 'branch',
    arms: [{ outcome: 'yes', criteria: asked }],
    otherwise: 'no',
  })),
);

/** A chain, in which a branch goes on whatever it decides. */
const graph = fc.array(node, { maxLength: 5 }).map((drawn): JsonObject => {
  const nodes = drawn.map((each, at) => ({ ...each, id: `n${at}` }));
  const edges = nodes.slice(1).flatMap(({ id: to }, at) => {
    const from = `n${at}`;
    const outcomes = drawn[at]?.kind === 'branch' ? ['yes', 'no'] : ['done'];
    return outcomes.map((outcome) => ({ from, outcome, to }));
  });
  return { start: nodes.length === 0 ? null : 'n0', nodes, edges };
});

/** Whole definitions that must be accepted. */
export const validDefinition: fc.Arbitrary<JsonObject> = fc
  .record(
    { name, description: fc.option(text), active: fc.boolean(), trigger, graph },
    { requiredKeys: ['name', 'trigger', 'graph'] },
  )
  .map((drawn): JsonObject => Object.fromEntries(Object.entries(drawn)));
