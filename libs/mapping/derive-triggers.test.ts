/** Shows, kind by kind, what a change must be for its trigger to fire. */
import { describe, expect, it } from 'vitest';
import { deriveTriggers, type ModuleMapping } from './index.ts';
import { change, image, moduleOf, NOTHING, update } from './testing/modules.ts';
import type { Image, RecordChange } from '@upshot/values';

/** Leads with two scoring rules. */
const TWICE: ModuleMapping = {
  ...moduleOf('leads'),
  fields: { fit: { type: 'integer', writable: true }, heat: { type: 'decimal', writable: true } },
  scores: { fitness: 'fit', heat: 'heat' },
};
const UPDATED = ['updated', 'saved', 'fields_changed'];
const kinds = (module: string, given: RecordChange & { rekeyed?: true }): readonly string[] =>
  deriveTriggers(module === 'twice' ? TWICE : moduleOf(module), given).map(({ kind, certainty }) =>
    certainty === 'certain' ? kind : `${kind}?`,
  );

type Values = Image['values'];

describe('an update fires', () => {
  it.each<[string, string, Values, Values, readonly string[]]>([
    ['nothing but updated when the row is saved again', 'leads', { stage: 'new' }, { stage: 'new' }, []],
    ['stage_changed', 'leads', { stage: 'new' }, { stage: 'contacted' }, ['stage_changed']],
    [
      'stage_changed when the stage is emptied',
      'leads',
      { stage: 'new' },
      { stage: null },
      ['stage_changed'],
    ],
    ['nothing when one empty value replaces another', 'leads', { stage: null }, { stage: '' }, []],
    ['status_changed', 'projects', { status: 'planned' }, { status: 'active' }, ['status_changed']],
    ['score_changed', 'leads', { score: 5 }, { score: 6 }, ['score_changed']],
    [
      'score_changed of any scoring rule',
      'twice',
      { fit: 5, heat: 1 },
      { fit: 5, heat: 2 },
      ['score_changed'],
    ],
    ['nothing when a number is written another way', 'leads', { score: 5 }, { score: '5.0' }, []],
    ['assigned on a new owner', 'leads', { owner_id: null }, { owner_id: 'u1' }, ['assigned']],
    ['assigned on another owner', 'leads', { owner_id: 'u1' }, { owner_id: 'u2' }, ['assigned']],
    ['nothing when the owner is taken away', 'leads', { owner_id: 'u1' }, { owner_id: null }, []],
    ['nothing when the owner is the same', 'leads', { owner_id: 'u1' }, { owner_id: 'u1' }, []],
    ['converted', 'leads', { is_converted: false }, { is_converted: true }, ['converted']],
    ['converted from null', 'leads', { is_converted: null }, { is_converted: true }, ['converted']],
    ['nothing when it was converted already', 'leads', { is_converted: true }, { is_converted: true }, []],
    ['nothing when a conversion is taken back', 'leads', { is_converted: true }, { is_converted: false }, []],
    ['won', 'opportunities', { stage: 'proposal' }, { stage: 'won' }, ['stage_changed', 'won']],
    ['won after lost', 'opportunities', { stage: 'lost' }, { stage: 'won' }, ['stage_changed', 'won']],
    ['lost', 'opportunities', { stage: 'proposal' }, { stage: 'lost' }, ['stage_changed', 'lost']],
    [
      'no won when it was won already',
      'opportunities',
      { stage: 'won', name: 'a' },
      { stage: 'won', name: 'b' },
      [],
    ],
    [
      'no won for another case of letters',
      'opportunities',
      { stage: 'proposal' },
      { stage: 'Won' },
      ['stage_changed'],
    ],
    [
      'completed by status',
      'tasks',
      { status: 'open' },
      { status: 'completed' },
      ['status_changed', 'completed'],
    ],
    [
      'completed by its column',
      'tasks',
      { status: 'open', completed_at: null },
      { status: 'open', completed_at: '2026-01-01T00:00:00Z' },
      ['completed'],
    ],
    [
      'completed once by both',
      'tasks',
      { status: 'open', completed_at: null },
      { status: 'completed', completed_at: '2026-01-01T00:00:00Z' },
      ['status_changed', 'completed'],
    ],
    [
      'nothing when the column follows the status',
      'tasks',
      { status: 'completed', completed_at: null },
      { status: 'completed', completed_at: '2026-01-01T00:00:00Z' },
      [],
    ],
    [
      'nothing when a completed task is opened again',
      'tasks',
      { status: 'completed' },
      { status: 'open' },
      ['status_changed'],
    ],
    [
      'completed once more after that, its column left set',
      'tasks',
      { status: 'open', completed_at: 'x' },
      { status: 'completed', completed_at: 'x' },
      ['status_changed', 'completed'],
    ],
    [
      'the completed word of another module',
      'cases',
      { status: 'new' },
      { status: 'closed' },
      ['status_changed', 'completed'],
    ],
    [
      'everything that moved',
      'leads',
      { stage: 'new', score: 1, owner_id: 'a' },
      { stage: 'won', score: 2, owner_id: 'b' },
      ['assigned', 'stage_changed', 'score_changed'],
    ],
    [
      'nothing of roles that a module has not',
      'contacts',
      { stage: 'a', score: 1 },
      { stage: 'b', score: 2 },
      [],
    ],
  ])('%s', (_what, module, before, after, expected) => {
    expect(kinds(module, update(before, after))).toEqual([...UPDATED, ...expected]);
  });
});

describe('what is not an update', () => {
  const row = { stage: 'won', owner_id: 'u1' };
  it.each<[string, RecordChange & { rekeyed?: true }, readonly string[]]>([
    [
      'a create fires nothing that looks back, whatever it holds',
      change('create', null, image(row)),
      ['created', 'saved'],
    ],
    ['a changed primary key fires nothing', { ...change('create', null, image(row)), rekeyed: true }, []],
    ['nor does its first half, a delete', { ...change('delete', image(row), null), rekeyed: true }, []],
    ['a snapshot read fires nothing', change('read', null, image(row)), []],
    ['a delete fires deleted alone', change('delete', image(row), null), ['deleted']],
  ])('%s', (_what, given, expected) => {
    expect(kinds('opportunities', given)).toEqual(expected);
  });
});

describe('a value before that was not sent', () => {
  it.each<[string, string, Values, readonly string[]]>([
    ['makes a stage uncertain', 'leads', { stage: 'new' }, ['stage_changed?']],
    ['makes a win uncertain', 'opportunities', { stage: 'won' }, ['stage_changed?', 'won?']],
    ['cannot make a win of another stage', 'opportunities', { stage: 'proposal' }, ['stage_changed?']],
    ['makes an assignment uncertain', 'leads', { owner_id: 'u1' }, ['assigned?']],
    ['cannot assign nobody', 'leads', { owner_id: null }, []],
    ['makes a conversion uncertain', 'leads', { is_converted: true }, ['converted?']],
    ['cannot convert what is not converted', 'leads', { is_converted: false }, []],
    ['makes a completion uncertain', 'tasks', { status: 'completed' }, ['status_changed?', 'completed?']],
    [
      'makes a completion by its column uncertain',
      'tasks',
      { status: 'open', completed_at: 'x' },
      ['status_changed?', 'completed?'],
    ],
  ])('%s', (_what, module, after, expected) => {
    const before = image({}, Object.keys(after));
    const untouched = image(after);
    expect(kinds(module, change('update', before, untouched))).toEqual([...UPDATED, ...expected]);
  });

  it('is every value when the source sends no before image at all', () => {
    const after = image({ stage: 'won', owner_id: 'u1', score: null });
    for (const before of [NOTHING, null])
      expect(kinds('opportunities', change('update', before, after))).toEqual([
        ...UPDATED,
        'assigned?',
        'stage_changed?',
        'score_changed?',
        'won?',
      ]);
  });

  it('does not matter where the value after was left out too: an update leaves alone what it does not send', () => {
    expect(
      kinds(
        'leads',
        change(
          'update',
          NOTHING,
          image({ id: '1' }, ['stage', 'owner_id', 'status', 'score', 'is_converted']),
        ),
      ),
    ).toEqual(UPDATED);
  });

  it('is not the same as a value that is not there', () => {
    expect(kinds('leads', change('update', image({}), image({ stage: 'new' })))).toEqual([
      ...UPDATED,
      'stage_changed',
    ]);
  });
});
