/** Shows what comes of waits in every order in which their activities may arrive, once and again. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { begin, come, isOpen, NO_WAIT, type Happened, type Outcome, type Wait } from './wait.ts';

const LIMIT = 100;
const at = (positionId: string, atMs: number): Happened => ({
  positionId,
  atMs,
  recordId: 'r',
  image: '{}',
  told: '{}',
});
type Told = readonly ['begin' | 'come', Happened];

/** What follows each activity, in the order of their arrival. */
function follow(...told: readonly Told[]): { wait: Wait; outcomes: readonly Outcome[] } {
  let wait = NO_WAIT;
  const outcomes = told.map(([what, happened]) => {
    const stepped = (what === 'begin' ? begin : come)(wait, happened, LIMIT);
    wait = stepped.wait;
    return stepped.outcome;
  });
  return { wait, outcomes };
}
const kinds = (...told: readonly Told[]) => follow(...told).outcomes.map((each) => each?.kind ?? null);
const SENT = at('sent', 1_000);

describe('a wait', () => {
  it('lasts until what is awaited comes', () => {
    expect(kinds(['begin', SENT], ['come', at('reply', 1_050)])).toEqual(['waiting', 'answered']);
  });
  it.each([
    ['in the last moment', 1_100, 'answered'],
    ['too late', 1_101, null],
    ['at once', 1_000, 'answered'],
    ['for something earlier', 999, null],
  ])('answered %s', (_, atMs, kind) => {
    expect(kinds(['begin', SENT], ['come', at('reply', atMs)])).toEqual(['waiting', kind]);
  });
  it('is answered by what arrived before what began it', () => {
    expect(kinds(['come', at('reply', 1_050)], ['begin', SENT])).toEqual([null, 'answered']);
    expect(kinds(['come', at('reply', 1_101)], ['begin', SENT])).toEqual([null, 'waiting']);
    expect(kinds(['come', at('reply', 900)], ['begin', SENT])).toEqual([null, 'waiting']);
  });
  it('is answered once', () => {
    expect(kinds(['begin', SENT], ['come', at('one', 1_010)], ['come', at('two', 1_020)])).toEqual([
      'waiting',
      'answered',
      null,
    ]);
  });
  it('begins anew with a newer beginning, and an older one changes nothing', () => {
    const again = at('again', 1_080);
    expect(kinds(['begin', SENT], ['begin', again], ['come', at('reply', 1_170)])).toEqual([
      'waiting',
      'waiting',
      'answered',
    ]);
    expect(kinds(['begin', again], ['begin', SENT])).toEqual(['waiting', null]);
  });
  it('is not answered by what began it', () => {
    expect(kinds(['begin', SENT], ['come', SENT])).toEqual(['waiting', null]);
  });
  it('is open until it is answered', () => {
    expect(isOpen(follow(['begin', SENT]).wait)).toBe(true);
    expect(isOpen(follow(['begin', SENT], ['come', at('reply', 1_001)]).wait)).toBe(false);
    expect(isOpen(NO_WAIT)).toBe(false);
  });
});

const told = fc
  .array(fc.tuple(fc.constantFrom('begin' as const, 'come' as const), fc.integer({ min: 0, max: 400 })), {
    minLength: 1,
    maxLength: 8,
  })
  .map((drawn): readonly Told[] => drawn.map(([what, atMs], place) => [what, at(`p${place}`, atMs)]));

describe('what comes again', () => {
  it('changes nothing, and what followed it follows again unless a newer beginning took its place', () => {
    fc.assert(
      fc.property(told, (list) => {
        const first = follow(...list);
        const [again] = [follow(...list, ...list)];
        expect(again.wait).toEqual(first.wait);
        const second = again.outcomes.slice(list.length);
        second.forEach((outcome, place) => {
          if (outcome?.kind === 'answered' && first.outcomes[place]?.kind === 'answered')
            expect(outcome).toEqual(first.outcomes[place]);
          if (first.outcomes[place]?.kind === 'answered') expect(outcome?.kind).toBe('answered');
        });
      }),
    );
  });
});

describe('the order of arrival', () => {
  it('of one beginning and what is awaited does not matter', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 400 }), fc.integer({ min: 0, max: 400 }), (begun, came) => {
        const [start, reply] = [at('s', begun), at('r', came)];
        const forth = follow(['begin', start], ['come', reply]).wait;
        const back = follow(['come', reply], ['begin', start]).wait;
        expect(isOpen(forth)).toBe(isOpen(back));
        expect(forth.answers).toEqual(back.answers);
      }),
    );
  });
});
