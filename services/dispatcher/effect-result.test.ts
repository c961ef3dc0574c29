/** How an effect may end. */
import { UpshotError } from '@upshot/errors';
import { describe, expect, it } from 'vitest';
import { effectResultSchema, failed, skipped, succeeded } from './effect-result.ts';

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
  it('tells why nothing was done', () => {
    expect(skipped('why').output).toEqual({ skipped: true, reason: 'why' });
  });
  it('carries the error’s code and message, not its cause', () => {
    const ending = failed(new UpshotError('crm_refused', 'no field x', { cause: new TypeError('secret') }));
    expect(ending).toMatchObject({ errorCode: 'crm_refused', errorMessage: 'no field x' });
    expect(JSON.stringify(ending)).not.toContain('secret');
  });
});
