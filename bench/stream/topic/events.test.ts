/** Shows that one change in twenty matches, under few definitions and under many, and that a quarter are creates. */
import { describe, expect, it } from 'vitest';
import { entryOf } from '../../matcher/engines/engine.ts';
import { buildIndex, matchEvent } from '../../matcher/engines/upshot.ts';
import { schemaOf } from '../../matcher/workload/fields.ts';
import { chooseEvents, ONE_IN } from './events.ts';
import { MODULE } from './mapping.ts';

const DIFFERENT = 400;
const chosen = chooseEvents(1, [150, 600], DIFFERENT);

describe('chooseEvents', () => {
  it.each([150, 600])('lets one in twenty match of %i definitions, evenly spread', (count) => {
    const definitions = chosen.definitions.slice(0, count);
    const schemas = new Map(definitions.map(({ module }) => [module, schemaOf(module)]));
    const index = buildIndex(definitions.map(entryOf), schemas);
    const matching = chosen.events.map((event) => {
      let matches = 0;
      matchEvent(index, event, () => void (matches += 1));
      return matches > 0;
    });
    expect(matching).toEqual(chosen.events.map((_none, place) => place % ONE_IN === ONE_IN - 1));
  });
  it('takes a quarter of creates, all of the one module', () => {
    const creates = chosen.events.filter(({ change }) => change.operation === 'create');
    expect(creates).toHaveLength(DIFFERENT / 4);
    expect(new Set(chosen.events.map(({ module }) => module))).toEqual(new Set([MODULE]));
  });
  it('tells how many definitions a match is', () => {
    const [few = 0, many = 0] = [chosen.matchesOf.get(150), chosen.matchesOf.get(600)];
    expect(few).toBeGreaterThanOrEqual(1);
    expect(many).toBeGreaterThanOrEqual(few);
    expect(many).toBeLessThanOrEqual(3);
  });
});
