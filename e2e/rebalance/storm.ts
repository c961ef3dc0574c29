/** A rebalance storm: matchers join and leave every few seconds while changes come, until all have been matched. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { codec, connectRegistry, type Codec } from '@upshot/avro';
import { connectBus, type Bus, type BusRecord } from '@upshot/bus';
import type { Definition } from '@upshot/definitions';
import { UpshotError } from '@upshot/errors';
import {
  DEFINITIONS,
  RUN_COMMANDS,
  schemaOfTopic,
  subjectOf,
  type DefinitionRecord,
  type RunCommand,
} from '@upshot/schemas';
import { z } from 'zod';
import type { EngineUrls } from '../../deploy/local/engines/urls.ts';
import { randomFrom } from '../chaos/faults.ts';
import { changeRecord, changesOf, mappingText, type Change, type Names } from './changes.ts';
import { GROUP, matchersOn, type Matchers } from './matchers.ts';
import { judge, type Started, type Verdict } from './verdict.ts';

export interface StormOptions {
  readonly seed: number;
  readonly changes: number;
  readonly records: number;
  /** How long the changes take to come; the storm goes on until they are matched. */
  readonly seconds: number;
  /** One stop in so many is a kill; 0 for none. */
  readonly killOneIn: number;
}

export interface Storm {
  readonly verdict: Verdict;
  /** What happened to matchers, in order. */
  readonly events: readonly string[];
  /** Matchers that ended otherwise than they were told to. */
  readonly failures: readonly string[];
}

type Say = (line: string) => void;

const PARTITIONS = 8;
const EVERY_MS = 3_000;
const [FEWEST, MOST] = [2, 4];
const TICK_MS = 100;
const GIVE_UP_MS = 300_000;

/** Runs a storm on topics of its own; the engines hold Upshot's topics and schemas, and no other matcher is there. */
export async function rebalanceStorm(urls: EngineUrls, options: StormOptions, say: Say): Promise<Storm> {
  const mark = `storm_${randomUUID().slice(0, 8)}`;
  const names: Names = { tenantId: mark, topic: `${mark}.public.counters`, module: mark };
  const folder = await mkdtemp(join(tmpdir(), 'upshot-storm-'));
  const bus = await connectBus({ brokers: [urls.kafka], clientId: mark });
  const mappingFile = join(folder, 'source-mapping.yaml');
  await writeFile(mappingFile, mappingText(names));
  const matchers = matchersOn(urls, mappingFile, join(folder, 'cache'));
  try {
    await bus.ensureTopics([{ name: names.topic, partitions: PARTITIONS, config: {} }]);
    await publish(urls, bus, names);
    const changes = changesOf(options.changes, options.records);
    const events = await throughStorm({ bus, names, changes, matchers, options, say });
    const started = await startedBy(urls, bus, names);
    return { verdict: judge(changes, started), events, failures: matchers.failures };
  } finally {
    await matchers.endAll();
    await bus.close();
    await rm(folder, { recursive: true, force: true });
  }
}

interface Weather {
  readonly bus: Bus;
  readonly names: Names;
  readonly changes: readonly Change[];
  readonly matchers: Matchers;
  readonly options: StormOptions;
  readonly say: Say;
}

/** Ends when every change has been matched and committed, and the last matcher has left. */
async function throughStorm(weather: Weather): Promise<readonly string[]> {
  const { matchers } = weather;
  const events: string[] = [];
  const over = new AbortController();
  await Promise.all(Array.from({ length: FEWEST }, () => matchers.start()));
  const storm = blow(weather, over.signal, events);
  try {
    await sendChanges(weather);
    await untilMatched(weather);
  } finally {
    over.abort();
    await storm;
  }
  await matchers.endAll();
  return events;
}

/** Every few seconds one joins or one leaves, at random within the bounds. */
async function blow({ matchers, options, say }: Weather, over: AbortSignal, events: string[]): Promise<void> {
  const random = randomFrom(options.seed);
  let ended = 0;
  const note = (event: string): void => {
    events.push(event);
    say(`${event}: ${matchers.count} matchers`);
  };
  while (await pause(over)) {
    if (matchers.count <= FEWEST || (matchers.count < MOST && random() < 0.5)) {
      void matchers.start().then(() => note('join'));
      continue;
    }
    const isKill = options.killOneIn > 0 && (ended + 1) % options.killOneIn === 0;
    if (!(await matchers.end(isKill ? 'SIGKILL' : 'SIGTERM'))) continue;
    ended += 1;
    note(isKill ? 'kill' : 'leave');
  }
}

/** False where the storm ended meanwhile. */
const pause = (over: AbortSignal): Promise<boolean> =>
  sleep(EVERY_MS, true, { signal: over }).catch(() => false);

/** Evenly over the seconds, in commit order. */
async function sendChanges({ bus, names, changes, options }: Weather): Promise<void> {
  const ticks = (options.seconds * 1000) / TICK_MS;
  const each = Math.ceil(changes.length / ticks);
  for (let sent = 0; sent < changes.length; sent += each) {
    const records = changes.slice(sent, sent + each);
    await bus.send(records.map((change, place) => changeRecord(names, change, sent + place)));
    await sleep(TICK_MS);
  }
}

async function untilMatched({ bus, names, say }: Weather): Promise<void> {
  const giveUpAt = performance.now() + GIVE_UP_MS;
  for (;;) {
    const { records } = await bus.lag(GROUP, [names.topic]);
    if (records === 0n) return;
    if (performance.now() > giveUpAt)
      throw new UpshotError('internal', `${records} changes were not matched`);
    say(`${records} changes to go`);
    await sleep(1_000);
  }
}

async function codecOf<T>({ registry: url }: EngineUrls, topic: string): Promise<Codec<T>> {
  return codec<T>(connectRegistry({ url }), { subject: subjectOf(topic), schema: schemaOfTopic(topic) });
}

/** One definition that every update starts. */
async function publish(urls: EngineUrls, bus: Bus, { tenantId, module }: Names): Promise<void> {
  const definition: Definition = {
    tenantId,
    id: 'counted',
    name: 'Counted',
    dialect: 'native',
    active: true,
    version: 1,
    trigger: { module, kind: 'updated', name: 'updated', criteria: { kind: 'all', of: [] }, maxDepth: 0 },
    graph: { start: null, nodes: [], edges: [] },
  };
  const published: DefinitionRecord = {
    tenantId,
    definitionId: definition.id,
    revision: 1,
    document: JSON.stringify(definition),
    awaited: null,
    gone: false,
  };
  const definitions = await codecOf<DefinitionRecord>(urls, DEFINITIONS);
  const key = `${tenantId}/${definition.id}`;
  await bus.send([{ topic: DEFINITIONS, key, value: definitions.encode(published) }]);
}

/** The commands of this storm that stand on the topic. */
async function startedBy(urls: EngineUrls, bus: Bus, { tenantId }: Names): Promise<readonly Started[]> {
  const commands = await codecOf<RunCommand>(urls, RUN_COMMANDS);
  const found: Started[] = [];
  const onRecord = async ({ value, partition, offset }: BusRecord): Promise<void> => {
    const command = value === null ? null : await commands.decode(value);
    if (command?.start === null || command === null || command.tenantId !== tenantId) return;
    const { runId, sentAtMs, start } = command;
    const { counter } = z.object({ counter: z.number() }).parse(JSON.parse(start.after ?? '{}'));
    found.push({ recordId: start.recordId, counter, runId, sentAtMs, partition, offset });
  };
  const follower = await bus.follow({ topics: [RUN_COMMANDS], onRecord });
  await follower.ready;
  await follower.stop();
  return found;
}
