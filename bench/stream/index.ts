/**
 * The matcher from topic to topic, beside raw consumption and a full decode of the same records: each in a process of its own, all
 * taking turns, on Kafka and the registry alone.
 */
import { UpshotError } from '@upshot/errors';
import { withBroker } from '../../deploy/local/testing/throw-away.ts';
import type { Figure } from '../report.ts';
import { measureBurst } from './burst.ts';
import type { CellResult, CellSpec } from './cell.ts';
import { inChild } from './child.ts';
import { burstFigures, nameOf, streamFigures, type Measured } from './figures.ts';
import { streamOptions, type Flags, type StreamOptions } from './options.ts';
import { chooseEvents, DIFFERENT, ONE_IN } from './topic/events.ts';
import { fillTopics, type Filled, type Where } from './topic/fill.ts';

type Say = (line: string) => void;
type Way = Omit<Measured, 'results'>;

const WARM_UP_SHARE = 0.25;

/** Measures what the flags leave in. */
export async function stream(say: Say, flags: Flags = {}): Promise<readonly Figure[]> {
  const options = streamOptions(flags);
  return withBroker(say, (urls) => measureStream(urls, options, say));
}

/** Measures every way of reading, `rounds` times in turn, and then a burst. */
export async function measureStream(
  where: Where,
  options: StreamOptions,
  say: Say,
): Promise<readonly Figure[]> {
  const filled = await fill(where, options, say);
  const measured = await takeTurns(where, options, say);
  const burst = options.burst === 0 ? [] : await burstOf(where, options, filled, measured, say);
  return [...streamFigures(measured), ...burst];
}

async function fill(where: Where, { seed, sizes, records }: StreamOptions, say: Say): Promise<Filled> {
  const { events, matchesOf } = chooseEvents(seed, sizes, Math.min(records, DIFFERENT));
  const filled = await fillTopics(where, {
    events,
    records,
    warmUp: Math.ceil(records * WARM_UP_SHARE),
  });
  const matches = [...matchesOf].map(([size, mean]) => `${mean.toFixed(2)} of ${size}`).join(', ');
  say(
    `${records} records of ${Math.round(filled.bytes)} bytes; one in ${ONE_IN} matches: ${matches} definitions`,
  );
  return filled;
}

async function takeTurns(where: Where, options: StreamOptions, say: Say): Promise<readonly Measured[]> {
  const measured = waysOf(options).map((way) => ({ ...way, results: new Array<CellResult>() }));
  for (let round = 1; round <= options.rounds; round += 1) {
    for (const way of measured) {
      const result = await inChild(specOf(where, options, way));
      if (result.records !== options.records)
        throw new UpshotError('internal', `${nameOf(way)} read ${result.records} records`);
      way.results.push(result);
      say(`${nameOf(way)}, round ${round}: ${describe(result)}`);
    }
  }
  return measured;
}

const waysOf = ({ clients, sizes }: StreamOptions): readonly Way[] =>
  clients.flatMap((client): Way[] => [
    { client, mode: 'raw', definitions: null },
    { client, mode: 'decoded', definitions: null },
    ...sizes.map((definitions): Way => ({ client, mode: 'matched', definitions })),
  ]);

function specOf({ kafka, registry }: Where, { seed, sizes }: StreamOptions, way: Way): CellSpec {
  const { client: consumerClient, mode, definitions } = way;
  const held =
    definitions === null ? {} : { definitions: { seed, count: definitions, of: Math.max(...sizes) } };
  return { kafka, registry, consumerClient, mode, ...held };
}

/** By the first client, with the most definitions. */
async function burstOf(
  where: Where,
  options: StreamOptions,
  filled: Filled,
  measured: readonly Measured[],
  say: Say,
): Promise<readonly Figure[]> {
  const raw = measured.find(({ mode }) => mode === 'raw');
  if (raw === undefined) return [];
  const way: Way = { client: raw.client, mode: 'matched', definitions: Math.max(...options.sizes) };
  const burst = await measureBurst(specOf(where, options, way), filled, options.burst);
  const { records, lag, seconds, sendSeconds, rssMb } = burst;
  say(
    `burst of ${records} in ${sendSeconds.toFixed(1)} s: ${lag} behind, none after ${seconds.toFixed(1)} s, ${rssMb.toFixed(0)} MB`,
  );
  return burstFigures(burst, raw);
}

const describe = ({ records, seconds, cpuSeconds }: CellResult): string =>
  `${Math.round(records / seconds)} records/s, ${Math.round(records / cpuSeconds)} per CPU second`;
