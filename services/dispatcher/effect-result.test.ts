/** How an effect may end. */
import { UpshotError } from '@upshot/errors';
import { describe, expect, it } from 'vitest';
import { effectResultSchema, failed, skipped, succeeded, withMissing } from './effect-result.ts';

const timed = { attempts: 1, startedAtMs: 1, finishedAtMs: 2 };

describe('an ending', () => {
  it.each([
    ['succeeded', succeeded({ sent: true }, { owner_id: 'u' })],
    ['skipped', skipped('why')],
    ['failed', failed(new UpshotError('http_failed', 'm'))],
    ['unknown_outcome', failed(new UpshotError('unknown_outcome', 'm'))],
  ])('is %s, and comes back from the ledger as it went in', (outcome, ending) => {
    const result = { ...ending, ...timed };
    expect(ending.outcome).toBe(outcome);
    expect(effectResultSchema.parse(JSON.parse(JSON.stringify(result)))).toEqual(result);
  });
  it('may name what the other side answered; a result of before such answers has none', () => {
    expect(succeeded({}, null, 'no_answer')).toMatchObject({ outcome: 'succeeded', answer: 'no_answer' });
    const { answer: _, ...older } = { ...succeeded({}), ...timed };
    expect(effectResultSchema.parse(older)).toEqual({ ...older, answer: null });
  });
  it('names what templates did not find beside its output', () => {
    expect(withMissing(succeeded({ a: 1 }), ['trigger.x']).output).toEqual({
      a: 1,
      missingFields: ['trigger.x'],
    });
    expect(withMissing(succeeded({ a: 1 }), []).output).toEqual({ a: 1 });
  });
  it('tells why nothing was done', () => {
    expect(skipped('why').output).toEqual({ skipped: true, reason: 'why' });
  });
  it('carries the error’s code and message, not its cause', () => {
    const ending = failed(new UpshotError('crm_refused', 'no field x', { cause: new TypeError('secret') }));
    expect(ending).toMatchObject({ errorCode: 'crm_refused', errorMessage: 'no field x' });
    expect(JSON.stringify(ending)).not.toContain('secret');
  });
});
