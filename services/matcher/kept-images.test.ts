/** Shows what kept images fill in, and that a redelivered change is filled as it was the first time. */
import type { ChangeEvent } from '@upshot/cdc';
import type { FieldValue, Image } from '@upshot/values';
import { describe, expect, it } from 'vitest';
import { createKeptImages } from './kept-images.ts';

type Values = Readonly<Record<string, FieldValue>>;

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

describe('kept images', () => {
  it('give the image before that the source left out', () => {
    const kept = createKeptImages();
    kept.fill('k', created);
    expect(kept.fill('k', updated).before).toEqual(image({ id: 'n1', body: 'a' }));
  });
  it('leave it unknown where nothing was seen before', () => {
    expect(createKeptImages().fill('k', updated).before).toEqual(NOT_SENT);
  });
  it('keep one record apart from another', () => {
    const kept = createKeptImages();
    kept.fill('k', created);
    expect(kept.fill('other', updated).before).toEqual(NOT_SENT);
  });
  it('give the same image again when a change is delivered twice', () => {
    const kept = createKeptImages();
    kept.fill('k', created);
    const first = kept.fill('k', updated);
    expect(kept.fill('k', updated)).toEqual(first);
  });
  it('do not guess for a change older than what they hold', () => {
    const kept = createKeptImages();
    kept.fill('k', created);
    kept.fill('k', change(5, 'update', NOT_SENT, image({ id: 'n1', body: 'e' })));
    expect(kept.fill('k', updated).before).toEqual(NOT_SENT);
  });
  it('fill single fields that were not sent, on both sides', () => {
    const kept = createKeptImages();
    kept.fill('k', created);
    const partly = change(
      2,
      'update',
      image({ id: 'n1' }, ['body']),
      image({ id: 'n1' }, ['body', 'never_seen']),
    );
    expect(kept.fill('k', partly)).toMatchObject({
      before: image({ id: 'n1', body: 'a' }),
      after: image({ id: 'n1', body: 'a' }, ['never_seen']),
    });
  });
  it('forget a deleted record, and one whose source sends everything', () => {
    const kept = createKeptImages();
    kept.fill('k', created);
    kept.fill('k', change(2, 'delete', image({ id: 'n1', body: 'a' }), null));
    expect(kept.fill('k', change(3, 'update', NOT_SENT, image({ id: 'n1', body: 'c' }))).before).toEqual(
      NOT_SENT,
    );
    kept.fill('w', created);
    kept.fill('w', change(2, 'update', image({ body: 'a' }), image({ body: 'b' })));
    expect(kept.fill('w', change(3, 'update', NOT_SENT, image({ body: 'c' }))).before).toEqual(NOT_SENT);
  });
  it('stay within their bound, forgetting what changed longest ago', () => {
    const kept = createKeptImages(2);
    for (const key of ['a', 'b', 'c']) kept.fill(key, created);
    expect(kept.fill('a', updated).before).toEqual(NOT_SENT);
    expect(kept.fill('c', updated).before).toEqual(image({ id: 'n1', body: 'a' }));
  });
});
