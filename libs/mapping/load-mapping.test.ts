/** Shows what a mapping file may say, and that each mistake names its line. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { loadMapping, problemText } from './index.ts';

const DEMO = readFileSync(new URL('../../deploy/crm/source-mapping.yaml', import.meta.url), 'utf8');

/** What every table has. */
const ROW = ['created', 'updated', 'saved', 'deleted', 'fields_changed'];

const SMALL = `version: 1
topicPrefix: crm
tenant: { column: tenant_id }
modules:
  deals:
    table: public.deals
    id: id
    fields:
      id: text
      tenant_id: text
      stage: { type: text, writable: true }
      owner_id: reference
      done: boolean
    roles: { stage: stage, owner: owner_id }
    outcomes: { won: [won, 1, true] }
    aliases: { owner: owner_id }
    lookups:
      owner: { column: owner_id, module: deals }
`;

const problems = (text: string): readonly string[] => {
  const loaded = loadMapping(text, 'crm.yaml');
  return loaded.ok ? [] : loaded.error.map(problemText);
};

describe('the mapping of the demo CRM', () => {
  it('is right', () => {
    expect(problems(DEMO)).toEqual([]);
  });
  it('maps its fifteen tables, and two modules without one', () => {
    const loaded = loadMapping(DEMO, 'source-mapping.yaml');
    expect(loaded.ok && [...loaded.value.byTopic.keys()].sort()).toEqual(
      [
        'accounts',
        'appointments',
        'calls',
        'cases',
        'contacts',
        'emails',
        'groups',
        'leads',
        'meetings',
        'notes',
      ]
        .concat(['opportunities', 'projects', 'tags', 'tasks', 'users'])
        .map((table) => `crm.public.${table}`),
    );
    expect(loaded.ok && [...loaded.value.modules.keys()].slice(15)).toEqual(['pages', 'forms']);
  });
  it.each([
    [
      'leads',
      [...ROW, 'assigned', 'stage_changed', 'status_changed', 'score_changed', 'converted', 'date_reached'],
    ],
    ['contacts', [...ROW, 'assigned', 'status_changed', 'date_reached']],
    [
      'opportunities',
      [...ROW, 'assigned', 'stage_changed', 'score_changed', 'won', 'lost', 'overdue', 'date_reached'],
    ],
    ['tasks', [...ROW, 'assigned', 'status_changed', 'completed', 'overdue', 'date_reached']],
    ['projects', [...ROW, 'assigned', 'status_changed', 'completed', 'overdue', 'date_reached']],
    ['emails', [...ROW, 'assigned', 'status_changed', 'date_reached', 'activity', 'activity_missing']],
    ['users', [...ROW, 'date_reached']],
    ['forms', ['activity', 'activity_missing']],
  ])('derives the kinds of %s', (module, kinds) => {
    const loaded = loadMapping(DEMO, 'source-mapping.yaml');
    expect(loaded.ok && loaded.value.modules.get(module)?.kinds).toEqual(kinds);
  });
});

describe('loadMapping', () => {
  it('reads a module', () => {
    const loaded = loadMapping(SMALL, 'crm.yaml');
    expect(loaded.ok && loaded.value.modules.get('deals')).toEqual({
      module: 'deals',
      table: 'public.deals',
      topic: 'crm.public.deals',
      id: 'id',
      tenant: { column: 'tenant_id' },
      fields: {
        id: { type: 'text', writable: false },
        tenant_id: { type: 'text', writable: false },
        stage: { type: 'text', writable: true },
        owner_id: { type: 'reference', writable: true },
        done: { type: 'boolean', writable: true },
      },
      roles: { stage: 'stage', owner: 'owner_id' },
      outcomes: { won: ['won', '1', 'true'], lost: [], completed: [] },
      scores: {},
      sections: {},
      activities: {},
      aliases: { owner: 'owner_id' },
      lookups: { owner: { column: 'owner_id', module: 'deals' } },
      schema: {
        module: 'deals',
        fields: expect.objectContaining({ stage: { type: 'text', writable: true } }),
        related: { owner: { column: 'owner_id', schema: expect.objectContaining({ module: 'deals' }) } },
      },
      kinds: [...ROW, 'assigned', 'stage_changed', 'won'],
    });
  });

  it('takes a topic and a tenant of a module over those of the file', () => {
    const text = SMALL.replace(
      '    id: id\n',
      '    id: id\n    topic: other.deals\n    tenant: { constant: acme }\n',
    );
    const loaded = loadMapping(text, 'crm.yaml');
    expect(loaded.ok && loaded.value.byTopic.get('other.deals')?.tenant).toEqual({ constant: 'acme' });
  });
});

/** Each case changes one line of the small file; the problem must name that line. */
describe('a problem names its line', () => {
  it.each([
    ['an unknown key', 'topicPrefix: crm', 'topicPrefix: crm\ntopics: x', 'crm.yaml:3: topics: unknown key'],
    [
      'an unknown version',
      'version: 1',
      'version: 2',
      'crm.yaml:1: version: is not a version that is known: 1',
    ],
    [
      'an unknown key of a module',
      '    id: id\n',
      '    id: id\n    idd: id\n',
      'crm.yaml:8: modules.deals.idd: unknown key',
    ],
    [
      'an unknown role',
      'stage: stage, owner',
      'stages: stage, owner',
      'crm.yaml:14: modules.deals.roles.stages: unknown key',
    ],
    [
      'an unknown field type',
      'done: boolean',
      'done: bool',
      'crm.yaml:13: modules.deals.fields.done: is not a field',
    ],
    [
      'a role without a field',
      'stage: stage,',
      'stage: phase,',
      'crm.yaml:14: modules.deals.roles.stage: column phase of the role',
    ],
    [
      'a role of the wrong type',
      '{ stage: stage,',
      '{ score: stage,',
      'crm.yaml:14: modules.deals.roles.score: column stage is of type text',
    ],
    [
      'an outcome without its role',
      '{ stage: stage, owner',
      '{ owner',
      'crm.yaml:15: modules.deals.outcomes.won: needs the role stage',
    ],
    [
      'a lookup to nowhere',
      'module: deals',
      'module: users',
      'crm.yaml:18: modules.deals.lookups.owner.module: no module users',
    ],
    [
      'a lookup without a column',
      '{ column: owner_id',
      '{ column: user_id',
      'crm.yaml:18: modules.deals.lookups.owner.column: column user_id',
    ],
    [
      'an alias of nothing',
      '{ owner: owner_id }\n    lookups',
      '{ owner: user_id }\n    lookups',
      'crm.yaml:16: modules.deals.aliases.owner: column user_id',
    ],
    [
      'an alias that hides a column',
      'aliases: { owner:',
      'aliases: { done:',
      'crm.yaml:16: modules.deals.aliases.done: done is a column already',
    ],
    [
      'an id without a field',
      'id: id\n    fields',
      'id: uuid\n    fields',
      'crm.yaml:7: modules.deals.id: column uuid of the id',
    ],
    [
      'a tenant without a field',
      '      tenant_id: text\n',
      '',
      'crm.yaml:5: modules.deals.tenant.column: column tenant_id',
    ],
    [
      'no tenant',
      'tenant: { column: tenant_id }\n',
      '',
      'crm.yaml:5: modules.deals.table: no tenant is given',
    ],
    ['no id', '    id: id\n', '', 'crm.yaml:6: modules.deals.table: no id is given'],
    [
      'neither table nor activities',
      '    table: public.deals\n',
      '',
      'crm.yaml:5: modules.deals: has neither a table nor activities',
    ],
    [
      'a role without a table',
      '    table: public.deals\n',
      '    activities: { seen: {} }\n',
      'crm.yaml:14: modules.deals.roles: needs a table',
    ],
    [
      'a score without a column',
      '    aliases',
      '    scores: { fit: fitness }\n    aliases',
      'crm.yaml:16: modules.deals.scores.fit: column fitness of the score fit',
    ],
    [
      'a score that is no number',
      '    aliases',
      '    scores: { fit: stage }\n    aliases',
      'crm.yaml:16: modules.deals.scores.fit: column stage is of type text; a score needs integer or decimal',
    ],
    [
      'a section with a column that is not there',
      '    aliases',
      '    sections:\n      head: [stage, street]\n    aliases',
      'crm.yaml:17: modules.deals.sections.head.1: column street of the section head',
    ],
    [
      'an empty section',
      '    aliases',
      '    sections: { head: [] }\n    aliases',
      'crm.yaml:16: modules.deals.sections.head: needs at least one column',
    ],
    [
      'an activity type in capitals',
      '    aliases',
      '    activities: { Seen: {} }\n    aliases',
      'crm.yaml:16: modules.deals.activities.Seen: is not an activity type',
    ],
    [
      'a field of an activity that is a column',
      '    aliases',
      '    activities: { seen: { stage: text } }\n    aliases',
      'crm.yaml:16: modules.deals.activities.seen.stage: stage is a column already',
    ],
    [
      'a field of two types',
      '    aliases',
      '    activities:\n      seen: { by: text }\n      heard: { by: integer }\n    aliases',
      'crm.yaml:18: modules.deals.activities.heard.by: by is of type text in another activity',
    ],
    ['no topic', 'topicPrefix: crm\n', '', 'crm.yaml:5: modules.deals.table: no topic is given'],
    [
      'a table without a schema',
      'public.deals',
      'deals',
      'crm.yaml:6: modules.deals.table: is not `schema.table`',
    ],
    [
      'a column named like a trap',
      'done: boolean',
      'constructor: boolean',
      'crm.yaml:13: modules.deals.fields.constructor: is a reserved name',
    ],
    [
      'a key given twice',
      'topicPrefix: crm',
      'topicPrefix: crm\ntopicPrefix: crm',
      'crm.yaml:3: Map keys must be unique',
    ],
    [
      'an empty outcome',
      'won: [won, 1, true]',
      'won: []',
      'crm.yaml:15: modules.deals.outcomes.won: needs at least one value',
    ],
    ['a bad tenant', 'tenant: { column: tenant_id }', 'tenant: acme', 'crm.yaml:3: tenant: is not a tenant'],
  ])('%s', (_what, from, to, expected) => {
    const text = SMALL.replace(from, to);
    expect(text).not.toBe(SMALL);
    expect(problems(text)[0]).toContain(expected);
  });

  it('a table and a topic that two modules claim', () => {
    const module = SMALL.slice(SMALL.indexOf('    table')).replace(
      '    id: id\n',
      '    id: id\n    topic: t\n',
    );
    const text = `${SMALL.slice(0, SMALL.indexOf('  deals'))}  deals:\n${module}  others:\n${module}`;
    expect(problems(text)).toEqual([
      'crm.yaml:21: modules.others.table: duplicate table public.deals: deals has it already',
      'crm.yaml:23: modules.others.topic: duplicate topic t: deals has it already',
    ]);
  });

  it('several at once, in the order of their lines', () => {
    const text = SMALL.replace('done: boolean', 'done: bool').replace('version: 1', 'version: 3');
    expect(problems(text).map((each) => each.split(':')[1])).toEqual(['1', '13']);
  });
});

describe('hostile text', () => {
  const bomb = `a: &a [x]\n${['b', 'c', 'd', 'e', 'f', 'g', 'h']
    .map(
      (name, index) =>
        `${name}: &${name} [${Array.from({ length: 9 }, () => `*${'abcdefg'[index]}`).join(', ')}]`,
    )
    .join('\n')}`;
  it.each([
    ['nothing', ''],
    ['no mapping', '42'],
    ['not YAML', 'a: [1'],
    ['an alias bomb', bomb],
    ['an alias of nothing', 'a: *b'],
    ['a prototype', `${SMALL}__proto__: { x: 1 }\n`],
    ['a module named __proto__', SMALL.replace('  deals:', '  __proto__:')],
    ['a field named __proto__', SMALL.replace('done:', '__proto__:')],
    ['a tag that makes objects', 'version: !!js/function x'],
    ['no module', 'version: 1\nmodules: {}'],
  ])('%s is a problem, not a crash', (_what, text) => {
    expect(problems(text).length).toBeGreaterThan(0);
    expect(Object.prototype).not.toHaveProperty('x');
  });
});
