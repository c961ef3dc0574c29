/** Runs the language-neutral cases of `schemas/cases/runs`: every node kind, every control command, in virtual time. */
import { NODE_SPECS } from '@upshot/definitions';
import { playScenario, readScenarios } from '@upshot/test-kit';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const FOLDER = new URL('../../schemas/cases/runs/', import.meta.url);
const noOther = (path: string): string => expect.fail(`a case names another file: ${path}`);
const files = readdirSync(FOLDER).map((name) => ({
  name,
  read: readScenarios(readFileSync(new URL(name, FOLDER), 'utf8'), noOther),
}));

describe.each(files)('$name', ({ read }) => {
  it.each(read.map((each) => ({ name: each.scenario.name, ...each })))('$name', ({ scenario, given }) => {
    const { failures, story } = playScenario(scenario, given);
    expect({ failures, story: failures.length > 0 ? story : [] }).toEqual({ failures: [], story: [] });
  });
});

describe('the cases', () => {
  it('hold every node kind', () => {
    const kinds = files.flatMap(({ read }) =>
      read.flatMap(({ given }) => given.definition.graph.nodes.map(({ kind }) => kind)),
    );
    expect(Object.keys(NODE_SPECS).filter((kind) => !kinds.some((each) => each === kind))).toEqual([]);
  });
  it('expect something in every story', () => {
    const silent = files.flatMap(({ read }) =>
      read.filter(({ scenario }) => !scenario.script.some((step) => 'expect' in step)),
    );
    expect(silent).toEqual([]);
  });
});
