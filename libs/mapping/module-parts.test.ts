/** Shows what a mapping says of scores, sections and activities, and what is made of it. */
import { UpshotError } from '@upshot/errors';
import { describe, expect, it } from 'vitest';
import { activitySchema, loadMapping, problemText, readableSchema } from './index.ts';

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

describe('scores and sections', () => {
  const read = (yaml: string) => {
    const loaded = loadMapping(SMALL.replace('    aliases', `${yaml}    aliases`), 'crm.yaml');
    return loaded.ok ? loaded.value.modules.get('deals') : undefined;
  };
  const columns = SMALL.replace('done: boolean', 'done: boolean\n      fit: integer\n      heat: decimal');
  const scored = (roles: string, yaml: string) => {
    const text = columns
      .replace('roles: { stage', `roles: { ${roles}stage`)
      .replace('    aliases', `${yaml}    aliases`);
    const loaded = loadMapping(text, 'crm.yaml');
    return loaded.ok ? loaded.value.modules.get('deals') : undefined;
  };
  it('the role score is the only score where no rule is named', () => {
    expect(scored('score: fit, ', '')?.scores).toEqual({ score: 'fit' });
  });
  it('a rule of the same column gives it its name; other rules stand beside it', () => {
    expect(scored('score: fit, ', '    scores: { fitness: fit, heat: heat }\n')?.scores).toEqual({
      fitness: 'fit',
      heat: 'heat',
    });
    expect(scored('score: fit, ', '    scores: { heat: heat }\n')?.scores).toEqual({
      score: 'fit',
      heat: 'heat',
    });
  });
  it('are enough for score_changed without the role', () => {
    expect(scored('', '    scores: { heat: heat }\n')?.kinds).toContain('score_changed');
  });
  it('a section is a list of columns', () => {
    expect(read('    sections: { head: [stage, owner_id] }\n')?.sections).toEqual({
      head: ['stage', 'owner_id'],
    });
  });
});

describe('activities', () => {
  const FORMS =
    'version: 1\nmodules:\n  forms:\n    fields: { email: text }\n    activities: { sent: { page: text }, opened: {} }\n';
  const module = () => {
    const loaded = loadMapping(FORMS, 'crm.yaml');
    if (!loaded.ok) throw new UpshotError('mapping_invalid', loaded.error.map(problemText).join());
    const forms = loaded.value.modules.get('forms');
    if (forms === undefined) throw new UpshotError('internal', 'no module');
    return { forms, byTopic: loaded.value.byTopic };
  };
  it('make a module without a table, with an id and fields that no action writes', () => {
    const { forms, byTopic } = module();
    expect(forms).toMatchObject({
      table: null,
      topic: null,
      id: 'id',
      fields: { id: { type: 'text', writable: false }, email: { type: 'text', writable: false } },
      activities: { sent: { fields: { page: { type: 'text' } } }, opened: { fields: {} } },
      kinds: ['activity', 'activity_missing'],
    });
    expect([...byTopic]).toEqual([]);
  });
  it('know the columns and the fields of their data', () => {
    const { forms } = module();
    expect(activitySchema(forms, 'sent')?.fields).toMatchObject({
      page: { type: 'text' },
      email: { type: 'text' },
    });
    expect(Object.keys(activitySchema(forms, 'opened')?.fields ?? {})).toEqual(['id', 'email']);
    expect(Object.keys(readableSchema(forms).fields).sort()).toEqual(['email', 'id', 'page']);
    for (const type of ['seen', 'constructor', '__proto__']) expect(activitySchema(forms, type)).toBeNull();
  });
});
