/** Scenario files that are wrong are refused with the place of it; ones that fail say what differs. */
import { describe, expect, it } from 'vitest';
import { playScenario, readScenarios } from './index.ts';
import { readOther } from './testing/folder.ts';

const MAPPING = '../../../deploy/crm/source-mapping.yaml';
const only = (text: string) => {
  const [first] = readScenarios(text, readOther);
  const { scenario, given } = first ?? expect.fail('no scenario');
  return playScenario(scenario, given);
};
const story = (script: string) =>
  only(`
fields: { stage: text }
graph: { start: a, nodes: [{ kind: action, id: a, action: webhook, config: { n: [1, 2] } }], edges: [] }
scenarios: [{ name: a story, after: { stage: won }, script: ${script} }]`);

describe('a file', () => {
  it.each([
    ['what is no YAML', 'a: [', /Flow sequence/u],
    ['a missing part', 'scenarios: []', /\/scenarios: /u],
    [
      'an unknown verb',
      'fields: {}\nscenarios: [{ name: n, script: [{ dance: now }] }]',
      /\/scenarios\/0\/script\/0/u,
    ],
    [
      'a key that nobody knows',
      'fields: {}\nscenarios: [{ name: n, scirpt: [], script: [{ again: }] }]',
      /scirpt/u,
    ],
    [
      'a dialect that is not there',
      `dialect: x\ndefinition: {}\nmapping: ${MAPPING}\nscenarios: [{ name: n, script: [{ again: }] }]`,
      /no dialect x/u,
    ],
    [
      'a definition that the API would refuse',
      `definition: { name: n, trigger: { module: deals, kind: saved }, graph: { start: null, nodes: [], edges: [] } }
mapping: ${MAPPING}
scenarios: [{ name: n, script: [{ again: }] }]`,
      /\/trigger\/module not_found/u,
    ],
    [
      'a mapping that is wrong',
      'definition: {}\nmapping: { version: 1 }\nscenarios: [{ name: n, script: [{ again: }] }]',
      /modules/u,
    ],
  ])('is refused for %s', (_name, text, message) => {
    expect(() => readScenarios(text, readOther)).toThrow(message);
  });
});

describe('a story that comes out otherwise', () => {
  it('says at which step, and what was found', () => {
    const { failures } = story('[{ report: a }, { expect: { waiting: [a], ended: failed step_failed } }]');
    expect(failures).toEqual([
      { step: 2, verb: 'expect', message: '/waiting: expected ["a"], found []' },
      {
        step: 2,
        verb: 'expect',
        message: '/ended: expected "failed step_failed", found "completed end_of_graph"',
      },
    ]);
  });
  it('points into what differs', () => {
    const { failures } = story('[{ expect: { effects: [{ node: a, config: { n: [1, 3] } }] } }]');
    expect(failures.map(({ message }) => message)).toEqual(['/effects/0/config/n/1: expected 3, found 2']);
  });
  it.each([
    ['[{ report: b }]', /never came to b; it waits at: a/u],
    ['[{ report: a }, { report: }]', /does not wait at one node alone; it waits at: none/u],
    ['[{ advance: soon }]', /"soon" is no span of time/u],
    ['[{ advance_to: soon }]', /no instant/u],
    ['[{ fire: a }]', /no timer a was ever set/u],
    ['[{ forget: }, { change: { stage: x } }]', /the record is gone/u],
  ])('cannot be played: %s', (script, message) => {
    const { failures } = story(script);
    expect(failures.at(-1)?.message).toMatch(message);
  });
  it('has a record before it or after it', () => {
    const { failures } = only(
      'fields: {}\nscenarios: [{ name: n, before: null, after: null, script: [{ again: }] }]',
    );
    expect(failures).toMatchObject([{ step: 0, verb: 'given' }]);
  });
});

describe('an expectation', () => {
  it('looks at effects and events since it last did', () => {
    const { failures } = story(
      '[{ expect: { effects: [a], story: [run-started, step-started a] } }, { expect: { effects: [], story: [] } }]',
    );
    expect(failures).toEqual([]);
  });
  it('takes what objects hold beside it, and not what lists do', () => {
    expect(story('[{ expect: { effects: [{ record: {} }] } }]').failures).toEqual([]);
    expect(story('[{ expect: { effects: [] } }]').failures).toHaveLength(1);
  });
  it('that nothing happened is broken by anything', () => {
    const { failures } = story('[{ expect: { ended: null } }, { report: a }, { expect: { nothing: true } }]');
    expect(failures[0]?.message).toContain('step-finished a succeeded');
  });
});
