/** Shows what a run takes for its record as it is now: what the mirror has, an older copy where it is behind, and nothing where there is none. */
import type { RelatedAsk } from '@upshot/mirror-reader';
import type { RelatedReading } from '@upshot/rules';
import { describe, expect, it } from 'vitest';
import { askKey, recordNow } from './asking.ts';

const NOW_MS = 1_700_000_000_000;
const image = { values: { stage: 'won' }, unknown: [] };
const askAt = (committedAtMs: number): RelatedAsk => ({
  tenantId: 't1',
  module: 'deals',
  recordId: 'o1',
  committedAtMs,
});

/** What it comes to, where these questions have been answered, and which it asks next. */
function look(...answers: readonly (readonly [number, RelatedReading])[]) {
  const readings = new Map(answers.map(([atMs, reading]) => [askKey(askAt(atMs)), reading]));
  const wanted = new Map<string, RelatedAsk>();
  const now = recordNow('deals', { tenantId: 't1', recordId: 'o1', nowMs: NOW_MS, readings, wanted });
  return { now, wanted: [...wanted.values()] };
}

describe('the record of a run as it is now', () => {
  it('is asked for as of now first', () => {
    expect(look()).toEqual({ now: { state: 'unread' }, wanted: [askAt(NOW_MS)] });
  });
  it('is what was found, or missing where it is not there', () => {
    expect(look([NOW_MS, image])).toEqual({ now: { state: 'found', image }, wanted: [] });
    expect(look([NOW_MS, 'related_missing'])).toEqual({ now: { state: 'missing' }, wanted: [] });
  });
  it('is the copy of whatever age where the mirror is behind', () => {
    const behind = [NOW_MS, 'related_stale'] as const;
    expect(look(behind)).toEqual({ now: { state: 'unread' }, wanted: [askAt(0)] });
    expect(look(behind, [0, image])).toEqual({ now: { state: 'found', image }, wanted: [] });
    expect(look(behind, [0, 'related_stale'])).toEqual({ now: { state: 'missing' }, wanted: [] });
  });
});
