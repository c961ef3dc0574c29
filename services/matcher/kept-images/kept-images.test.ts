/** Shows what kept images fill in, over redelivery, restarts and rebalances; and who never waits for their store. */
import { setImmediate } from 'node:timers/promises';
import type { ChangeEvent } from '@upshot/cdc';
import { UpshotError } from '@upshot/errors';
import type { FieldValue, Image } from '@upshot/values';
import fc from 'fast-check';
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryStore, type MemoryStore } from '../testing/memory-store.ts';
import { createKeptImages, type KeptImages } from './kept-images.ts';

type Values = Readonly<Record<string, FieldValue>>;

const TOPIC = 'crm.public.notes';
const image = (values: Values, unknown: Image['unknown'] = []): Image => ({ values, unknown });
const NOT_SENT = image({}, 'rest');

function change(
  sequence: number,
  operation: ChangeEvent['operation'],
  before: Image | null,
  after: Image | null,
): ChangeEvent {
  const position = {
    id: `pg:${sequence}`,
    sequence: BigInt(sequence),
    table: 'public.notes',
    committedAtMs: 0,
  };
  return { operation, before, after, position, key: { id: 'n1' } };
}

const created = change(1, 'create', null, image({ id: 'n1', body: 'a' }));
const updated = change(2, 'update', NOT_SENT, image({ id: 'n1', body: 'b' }));
const again = change(3, 'update', NOT_SENT, image({ id: 'n1', body: 'c' }));
const wholly = change(2, 'update', image({ id: 'n1', body: 'a' }), image({ id: 'n1', body: 'b' }));

/** A matcher's hold of one partition: what it makes of batches. */
interface Hold {
  readonly images: KeptImages;
  readonly holding: object;
}

let store: MemoryStore;
let kept: KeptImages;

beforeEach(() => {
  store = memoryStore();
  kept = createKeptImages(store);
});

/** As the matcher does: look at all, recall, fill in order, keep. `keep` false is a batch that fails before. */
async function run(
  { images, holding }: Hold,
  changes: readonly ChangeEvent[],
  { key = 'k', keep = true } = {},
): Promise<readonly ChangeEvent[]> {
  const batch = images.open(TOPIC, holding);
  const keyed = changes.map((each) => ({ key, change: batch.look(each) }));
  await batch.recall(keyed);
  const filled = keyed.map((each) => {
    const full = batch.filled(each);
    batch.advance({ key, change: full }, 't1');
    return full;
  });
  if (keep) await batch.keep();
  return filled;
}

const befores = (changes: readonly ChangeEvent[]): readonly unknown[] =>
  changes.map(({ before }) => before?.values['body'] ?? before?.unknown);
const hold = (images = kept): Hold => ({ images, holding: {} });

describe('kept images', () => {
  it('give the image before that the source left out, within a batch and over batches', async () => {
    const here = hold();
    expect(befores(await run(here, [created, updated]))).toEqual([undefined, 'a']);
    expect(befores(await run(here, [again]))).toEqual(['b']);
  });
  it('leave it unknown where nothing was seen before', async () => {
    expect(await run(hold(), [updated])).toEqual([updated]);
  });
  it('keep one record apart from another', async () => {
    const here = hold();
    await run(here, [created]);
    expect(await run(here, [updated], { key: 'other' })).toEqual([updated]);
  });
  it('fill single fields that were not sent, on both sides', async () => {
    const partly = change(
      2,
      'update',
      image({ id: 'n1' }, ['body']),
      image({ id: 'n1' }, ['body', 'never_seen']),
    );
    const [, filled] = await run(hold(), [created, partly]);
    expect(filled).toMatchObject({
      before: image({ id: 'n1', body: 'a' }),
      after: image({ id: 'n1', body: 'a' }, ['never_seen']),
    });
  });
  it('fill a deleted row of which only the key was sent', async () => {
    const gone = change(3, 'delete', image({ id: 'n1' }, 'rest'), null);
    const filled = await run(hold(), [created, updated, gone]);
    expect(filled[2]?.before).toEqual(image({ id: 'n1', body: 'b' }));
  });
  it('know nothing of what was before a row was deleted and made again', async () => {
    const gone = change(3, 'delete', image({ id: 'n1' }, 'rest'), null);
    const back = change(4, 'create', null, image({ id: 'n1', body: 'new' }));
    const filled = await run(hold(), [
      created,
      updated,
      gone,
      back,
      change(5, 'update', NOT_SENT, image({ body: 'x' })),
    ]);
    expect(befores(filled)[4]).toBe('new');
    expect(befores(await run(hold(), [change(9, 'update', NOT_SENT, image({ body: 'y' }))]))).toEqual(['x']);
  });
  it('decode a change whole where something in it was not sent, and only there', async () => {
    const asked: number[] = [];
    const projected = (each: ChangeEvent): ChangeEvent => ({
      ...each,
      whole: () => (asked.push(Number(each.position.sequence)), each),
    });
    await run(hold(), [projected(wholly)]);
    expect(asked).toEqual([]);
    await run(hold(), [projected(again)]);
    expect(asked).toContain(3);
  });
});

describe('a change that is delivered again', () => {
  it('is filled as it was, when its batch had failed', async () => {
    const here = hold();
    await run(here, [created]);
    const first = await run(here, [updated, again], { keep: false });
    expect(await run(here, [updated, again])).toEqual(first);
    expect(befores(first)).toEqual(['a', 'b']);
  });
  it('is filled as it was, when it is the last one of its record', async () => {
    const here = hold();
    const [, , last] = await run(here, [created, updated, again]);
    expect((await run(here, [again]))[0]).toEqual(last);
    expect((await run(hold(), [again]))[0]).toEqual(last);
  });
  it('is not guessed at where later changes are kept', async () => {
    const here = hold();
    await run(here, [created, again]);
    expect(await run(here, [updated])).toEqual([updated]);
    expect(befores(await run(here, [change(4, 'update', NOT_SENT, image({}))]))).toEqual(['c']);
  });
});

describe('another matcher', () => {
  it('finds what the first one kept, after a restart', async () => {
    await run(hold(), [created, updated]);
    expect(befores(await run(hold(createKeptImages(store)), [again]))).toEqual(['b']);
  });
  it('that had the partition before does not use what it remembers of then', async () => {
    const [one, other] = [createKeptImages(store), createKeptImages(store)];
    await run(hold(one), [created, updated]);
    await run(hold(other), [again]);
    const later = change(4, 'update', NOT_SENT, image({ body: 'd' }));
    expect(befores(await run(hold(one), [later]))).toEqual(['c']);
  });
  it('that comes late overwrites nothing', async () => {
    const late = hold(createKeptImages(store));
    await run(late, [created]);
    await run(hold(), [created, updated, again]);
    await run(late, [updated]);
    expect(befores(await run(hold(), [change(4, 'update', NOT_SENT, image({}))]))).toEqual(['c']);
  });
  it('makes the same of any history, however it is cut into batches, holds and failures', async () => {
    const step = fc.record({
      whole: fc.boolean(),
      isCut: fc.boolean(),
      fails: fc.boolean(),
      moves: fc.boolean(),
      body: fc.constantFrom('x', 'y', 'z'),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const shared = memoryStore();
        const matchers = [createKeptImages(shared), createKeptImages(shared)];
        let at = 0;
        let here = hold(matchers[at]);
        let batch: ChangeEvent[] = [change(1, 'create', null, image({ body: 'start' }))];
        const found: unknown[] = [];
        await run(here, [change(2, 'update', NOT_SENT, image({ body: 'start' }))], { key: 'other' });
        for (const [index, { isCut, fails, moves, body }] of steps.entries()) {
          batch.push(change(index + 2, 'update', NOT_SENT, image({ body })));
          if (!isCut && index < steps.length - 1) continue;
          if (fails) await run(here, batch, { keep: false });
          if (moves) here = hold(matchers[(at = 1 - at)]);
          found.push(...befores(await run(here, batch)));
          batch = [];
        }
        const bodies = ['start', ...steps.map(({ body }) => body)];
        expect(found).toEqual([undefined, ...bodies.slice(0, -1)]);
      }),
    );
  });
});

describe('a source that sends everything', () => {
  it('stores nothing, and reads nothing of any record', async () => {
    const here = hold();
    await run(here, [created, wholly]);
    await setImmediate();
    await run(here, [change(3, 'update', image({ body: 'b' }), image({ body: 'c' }))]);
    await run(here, [change(4, 'delete', image({ body: 'c' }), null)]);
    expect(new Set(store.calls)).toEqual(new Set(['topics']));
    expect(kept.needStore()).toBe(false);
  });
  it('does not wait for a store that is away', async () => {
    const away = createKeptImages(
      memoryStore(() => {
        throw new UpshotError('store_unavailable', 'away');
      }),
    );
    const here = hold(away);
    expect(await run(here, [created, wholly])).toEqual([created, wholly]);
  });
  it('that begins to leave something out is found out, with what it created until then', async () => {
    const here = hold();
    await run(here, [created]);
    expect(befores(await run(here, [updated]))).toEqual(['a']);
    expect(kept.needStore()).toBe(true);
    expect(befores(await run(hold(createKeptImages(store)), [again]))).toEqual(['b']);
  });
});

describe('a store that is away', () => {
  it('stops what needs it, and loses nothing', async () => {
    let isAway = false;
    const fails = memoryStore(() => {
      if (isAway) throw new UpshotError('store_unavailable', 'away');
    });
    const here = hold(createKeptImages(fails));
    await run(here, [created, updated]);
    isAway = true;
    await expect(run(here, [again])).rejects.toMatchObject({ code: 'store_unavailable', retry: 'later' });
    const elsewhere = hold(createKeptImages(fails));
    await expect(run(elsewhere, [again])).rejects.toMatchObject({ code: 'store_unavailable' });
    isAway = false;
    expect(befores(await run(here, [again]))).toEqual(['b']);
    expect(befores(await run(elsewhere, [again]))).toEqual(['b']);
  });
});

describe('a batch that nobody listens to', () => {
  it('may pass where nobody keeps images of its topic, and what memory held is forgotten', async () => {
    const here = hold();
    await run(here, [created]);
    await setImmediate();
    expect(kept.open(TOPIC, here.holding).pass()).toBe(true);
    expect(await run(here, [again])).toEqual([again]);
  });
  it('may not before that is known', () => {
    expect(kept.open(TOPIC, {}).pass()).toBe(false);
  });
  it('may not where some matcher keeps images of its topic: they would grow old', async () => {
    await run(hold(), [created, updated]);
    const other = hold(createKeptImages(store));
    other.images.open(TOPIC, other.holding);
    await setImmediate();
    expect(other.images.open(TOPIC, other.holding).pass()).toBe(false);
  });
});

describe('memory', () => {
  it('stays within its bound, and what it forgets the store gives back', async () => {
    const here = hold(createKeptImages(store, 2));
    await run(here, [updated], { key: 'first' });
    for (const key of ['a', 'b', 'c']) await run(here, [created], { key });
    const calls = store.calls.length;
    expect(befores(await run(here, [updated], { key: 'c' }))).toEqual(['a']);
    expect(store.calls.slice(calls)).not.toContain('load');
    expect(befores(await run(here, [updated], { key: 'a' }))).toEqual(['a']);
    expect(store.calls.slice(calls)).toContain('load');
  });
});
