/** Draws workflows that must be accepted, for properties. */
import fc from 'fast-check';
import type { JsonObject } from '../shared/json.ts';
import { TRIGGERS } from './triggers.ts';

const text = fc.string({ unit: 'grapheme', maxLength: 12 }).filter((each) => !/[{}\0]/u.test(each));
const field = fc.constantFrom('source', 'firstName', 'first_name', 'stage', 'name');

const lookingBack: readonly fc.Arbitrary<JsonObject>[] = [
  fc.record({ field, operator: fc.constant('changed_to'), value: text }),
  fc.record({ field, operator: fc.constant('any_change') }),
];
const standing: readonly fc.Arbitrary<JsonObject>[] = [
  fc.record({
    field,
    operator: fc.constantFrom('equals', 'not_equals', 'contains', 'starts_with'),
    value: text,
  }),
  fc.record({
    type: fc.constant('condition'),
    field: fc.constantFrom('score', 'amount'),
    fieldType: fc.constant('system'),
    operator: fc.constantFrom('greater_than', 'less_or_equal', 'equals'),
    value: fc.integer(),
  }),
  fc.record({ field, operator: fc.constantFrom('in', 'not_in'), value: fc.array(text, { maxLength: 3 }) }),
  fc.record({ field, operator: fc.constant('is_empty') }),
  fc.record({
    field: fc.constant('budget'),
    fieldType: fc.constant('custom'),
    operator: fc.constant('equals'),
    value: text,
  }),
];

const groupOf = (leaf: fc.Arbitrary<JsonObject>) =>
  fc.letrec<{ group: JsonObject; part: JsonObject }>((tie) => ({
    part: fc.oneof({ depthSize: 'small', withCrossShrink: true }, leaf, tie('group')),
    group: fc.oneof(
      fc.record({
        logic: fc.constantFrom('AND', 'OR'),
        conditions: fc.array(tie('part'), { maxLength: 3 }),
      }),
      fc.record({
        match: fc.constantFrom('all', 'any'),
        items: fc.array(tie('part'), { maxLength: 3 }),
      }),
    ),
  })).group;
const group = groupOf(fc.oneof(...standing, ...lookingBack));
/** What looks back is refused where time pulls the trigger. */
const standingGroup = groupOf(fc.oneof(...standing));

const act: fc.Arbitrary<{ actionType: string; config: JsonObject }> = fc.oneof(
  fc.record({ actionType: fc.constant('add_tag'), config: fc.record({ tag: fc.constant('hot') }) }),
  fc.record({
    actionType: fc.constant('wait'),
    config: fc.record({ hours: fc.nat(700), minutes: fc.nat(59) }),
  }),
  fc.record({
    actionType: fc.constant('webhook'),
    config: fc.record({ url: fc.constant('https://example.com/hook'), method: fc.constant('POST') }),
  }),
  fc.record({
    actionType: fc.constant('update_field'),
    config: fc.record({ fieldKey: fc.constant('source'), value: text }),
  }),
);
const branch = fc.record({ actionType: fc.constant('branch'), config: fc.record({ condition: group }) });

/** A flat list whose children name a branch before or after them by its tempId. */
const actions = fc
  .array(fc.tuple(fc.oneof(act, branch), fc.nat(5), fc.nat(20), fc.constantFrom('yes', 'no')), {
    maxLength: 8,
  })
  .map((drawn) =>
    drawn.map(([body, sortOrder, parent, arm], at) => {
      const branches = drawn
        .slice(0, at)
        .flatMap(([each], place) => (each.actionType === 'branch' ? place : []));
      const above = branches[parent % (branches.length + 1)];
      const under =
        above === undefined
          ? { parentActionId: null, branch: null }
          : { parentActionId: `t${above}`, branch: arm };
      return { ...body, sortOrder, tempId: `t${at}`, ...under };
    }),
  );

/** Whole workflows that must be accepted. */
export const validWorkflow: fc.Arbitrary<JsonObject> = fc
  .constantFrom(...TRIGGERS)
  .chain(([name, { module, kind }]) =>
    fc.record<JsonObject>({
      name: text.filter((each) => each.trim() !== '' && !/\p{Cc}/u.test(each)),
      description: fc.option(text),
      triggerModule: fc.constant(module),
      triggerType: fc.constant(name),
      triggerFilters: kind === 'overdue' ? standingGroup : group,
      isActive: fc.boolean(),
      actions,
    }),
  );
