/** Which events go onto the topic: asked of the rule index, so that one in twenty matches, however many definitions there are. */
import { UpshotError } from '@upshot/errors';
import { buildIndex, matchEvent, type Index } from '../../matcher/engines/upshot.ts';
import { entryOf } from '../../matcher/engines/engine.ts';
import { makeWorkload, type BenchDefinition, type BenchEvent } from '../../matcher/workload/index.ts';
import { schemaOf } from '../../matcher/workload/fields.ts';
import { MODULE } from './mapping.ts';

/** One change in so many matches. */
export const ONE_IN = 20;
const CREATE_IN = 4;
const MOST_MATCHES = 3;
/** How many different events there are; they come round again, each time as a change of another record. */
export const DIFFERENT = 8_000;
/** How many are drawn for one that is taken. */
const DRAWN = 6;

export interface Chosen {
  /** The definitions of the most that are measured; fewer are the first of these. */
  readonly definitions: readonly BenchDefinition[];
  /** In the order of the topic. */
  readonly events: readonly BenchEvent[];
  /** How many definitions a change that matches matches, on average, by their number. */
  readonly matchesOf: ReadonlyMap<number, number>;
}

/**
 * The definitions of a workload of one tenant, on all its modules, and events of one of them. What matches does so under the
 * fewest definitions already; what does not matches under the most neither.
 */
export function chooseEvents(seed: number, sizes: readonly number[], different: number): Chosen {
  const [fewest, most] = [Math.min(...sizes), Math.max(...sizes)];
  const plan = { seed, tenants: 1, definitions: most };
  const { definitions, events } = makeWorkload(plan, different * DRAWN);
  const [few, many] = [indexOf(definitions.slice(0, fewest)), indexOf(definitions)];
  const drawn = events.map((event): BenchEvent => ({ ...event, module: MODULE }));
  const quarter = (matches: (event: BenchEvent) => boolean, count: number): readonly BenchEvent[] =>
    [true, false].flatMap((isCreate) =>
      take(
        drawn.filter((event) => (event.change.operation === 'create') === isCreate && matches(event)),
        Math.round(isCreate ? count / CREATE_IN : count - count / CREATE_IN),
      ),
    );
  const matching = quarter((event) => {
    const under = countMatches(many, event);
    return under > 0 && under <= MOST_MATCHES && countMatches(few, event) > 0;
  }, different / ONE_IN);
  const others = quarter((event) => countMatches(many, event) === 0, different - different / ONE_IN);
  return {
    definitions,
    events: spread(matching, others),
    matchesOf: new Map(
      sizes.map((size) => [size, meanMatches(indexOf(definitions.slice(0, size)), matching)]),
    ),
  };
}

const indexOf = (definitions: readonly BenchDefinition[]): Index =>
  buildIndex(definitions.map(entryOf), new Map(definitions.map(({ module }) => [module, schemaOf(module)])));

function countMatches(index: Index, event: BenchEvent): number {
  let count = 0;
  matchEvent(index, event, () => void (count += 1));
  return count;
}

const meanMatches = (index: Index, events: readonly BenchEvent[]): number =>
  events.reduce((sum, event) => sum + countMatches(index, event), 0) / events.length;

/** `count` of them, round and round where there are fewer. */
function take(found: readonly BenchEvent[], count: number): readonly BenchEvent[] {
  return Array.from({ length: count }, (_none, place) => {
    const event = found[place % found.length];
    if (event === undefined) throw new UpshotError('internal', 'no event of the kind that is wanted');
    return event;
  });
}

/** Evenly: after every nineteen of the `others` one that matches; creates and updates of both in a mixed order. */
function spread(matching: readonly BenchEvent[], others: readonly BenchEvent[]): readonly BenchEvent[] {
  const [one, other] = [stepping(matching), stepping(others)];
  const length = matching.length + others.length;
  return Array.from({ length }, (_none, place) => (place % ONE_IN === ONE_IN - 1 ? one() : other()));
}

/** A step that has no factor in common with the length comes by each element once. */
const STEP = 7_919;

function stepping(events: readonly BenchEvent[]): () => BenchEvent {
  let place = 0;
  return () => {
    const event = events[(place * STEP) % events.length];
    place += 1;
    if (event === undefined) throw new UpshotError('internal', 'no event to step to');
    return event;
  };
}
