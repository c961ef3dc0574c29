/** Shows which changes count as ours, and that nobody else's text can pass for a cause. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { causeOf, decodeCause, encodeCause, type Cause } from './index.ts';
import { change, image, moduleOf, NOTHING, update } from './testing/modules.ts';

const cause: Cause = { effectId: 'e1', runId: 'r1', rootRunId: 'r0', depth: 2, definitionId: 'd1' };
const other: Cause = { ...cause, effectId: 'e2' };
const text = encodeCause(cause);
const leads = moduleOf('leads');

describe('a cause', () => {
  it('is compact JSON with its keys in one order', () => {
    expect(text).toBe('{"effectId":"e1","runId":"r1","rootRunId":"r0","depth":2,"definitionId":"d1"}');
    expect(encodeCause({ definitionId: 'd1', depth: 2, rootRunId: 'r0', runId: 'r1', effectId: 'e1' })).toBe(
      text,
    );
  });

  it('comes back as it was', () => {
    const id = fc.string({ minLength: 1, maxLength: 60 });
    const any = fc.record({ effectId: id, runId: id, rootRunId: id, depth: fc.nat(1000), definitionId: id });
    fc.assert(
      fc.property(any, (each) => {
        expect(decodeCause(encodeCause(each))).toEqual(each);
      }),
    );
  });

  it.each([
    ['nothing', ''],
    ['a word', 'imported'],
    ['a number', '5'],
    ['null', 'null'],
    ['a list', '[]'],
    ['broken JSON', '{"effectId":'],
    ['a key missing', '{"effectId":"e","runId":"r","rootRunId":"r","depth":1}'],
    ['a key too many', text.replace('}', ',"admin":true}')],
    ['a negative depth', text.replace('2', '-1')],
    ['a broken depth', text.replace('2', '1.5')],
    ['an endless depth', text.replace('2', '1e9')],
    ['a depth in text', text.replace('2', '"2"')],
    ['an empty id', text.replace('e1', '')],
    ['a prototype', '{"__proto__":{"effectId":"e"}}'],
    ['five thousand letters', text.replace('e1', 'e'.repeat(5000))],
    ['deep nesting', '{"effectId":'.repeat(2000)],
  ])('is not made of %s', (_what, hostile) => {
    expect(decodeCause(hostile)).toBeNull();
  });

  it('is never made of random text, and none makes it throw', () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (each) => {
        expect(decodeCause(each)).toBeNull();
      }),
    );
  });
});

describe('a change is ours', () => {
  it.each([
    ['when an update writes a cause', update({ upshot_cause: null }, { upshot_cause: text }), cause],
    [
      'when an update writes another cause',
      update({ upshot_cause: encodeCause(other) }, { upshot_cause: text }),
      cause,
    ],
    ['when a create carries a cause', change('create', null, image({ upshot_cause: text })), cause],
    [
      'when the cause before was not sent: a loop must end',
      change('update', NOTHING, image({ upshot_cause: text })),
      cause,
    ],
    [
      'not when the cause is from an earlier write',
      update({ upshot_cause: text }, { upshot_cause: text }),
      null,
    ],
    ['not when there is no cause', update({ upshot_cause: null }, { upshot_cause: null }), null],
    ['not when a person empties it', update({ upshot_cause: text }, { upshot_cause: null }), null],
    ['not when it is some other text', update({ upshot_cause: null }, { upshot_cause: 'import' }), null],
    ['not when it is no text', update({ upshot_cause: null }, { upshot_cause: { effectId: 'e' } }), null],
    ['not when the column was not sent', change('update', NOTHING, image({}, ['upshot_cause'])), null],
    ['not when it is deleted', change('delete', image({ upshot_cause: text }), null), null],
    ['not when it is read by a snapshot', change('read', null, image({ upshot_cause: text })), null],
  ])('%s', (_what, given, expected) => {
    expect(causeOf(leads, given)).toEqual(expected);
  });

  it('never, in a module without a cause column', () => {
    expect(causeOf(moduleOf('users'), update({ upshot_cause: null }, { upshot_cause: text }))).toBeNull();
  });
});
