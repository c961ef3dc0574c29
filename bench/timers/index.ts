/** Timers: how late those come that are due one by one while a million others wait, and how many fire a second that are due at once. */
import { UpshotError } from '@upshot/errors';
import { connectBus } from '@upshot/bus';
import { connectMongo, ensureIndexes } from '@upshot/mongo';
import { withBroker } from '../../deploy/local/testing/throw-away.ts';
import { timerCollections, TIMERS, type TimerDocument } from '../../services/scheduler/ports/timer.ts';
import { percentile, type Figure } from '../report.ts';
import { fill, type Timers } from './fill.ts';
import { whileFiring } from './firing.ts';
import { listen, type Ear, type Heard } from './heard.ts';
import { PER_SECOND, timersOptions, type Flags, type TimersOptions } from './options.ts';
import { plainRate } from './plain.ts';

type Say = (line: string) => void;

export interface Where {
  readonly kafka: string;
  readonly registry: string;
  readonly mongo: string;
}

/** What is asked of the lateness. */
const LATE_AIM_MS = 1_000;
/** The time until the first one is due: everything is stored by then. */
const LEAD_MS = 3_000;
/** Of those that fire at once, the ones that the plain queue is given. */
const PLAIN_SHARE = 0.2;

/** Measures what the flags leave in, on engines that are thrown away. */
export async function timers(say: Say, flags: Flags = {}): Promise<readonly Figure[]> {
  return withBroker(say, (urls) => measureTimers(urls, timersOptions(flags), say), ['mongo']);
}

/** Measures on these engines, in a database and a topic of its own. */
export async function measureTimers(
  where: Where,
  options: TimersOptions,
  say: Say,
): Promise<readonly Figure[]> {
  const name = `bench_timers_${process.pid}`;
  const mongoUrl = new URL(where.mongo);
  mongoUrl.pathname = `/${name}`;
  const bus = await connectBus({ brokers: [where.kafka], clientId: name });
  const mongo = await connectMongo({ url: mongoUrl.href, appName: name });
  try {
    await bus.ensureTopics([{ name, partitions: 8, config: {} }]);
    await ensureIndexes(mongo.db, timerCollections);
    const ear = await listen(bus, where.registry, name);
    const spec = { ...where, mongo: mongoUrl.href, commandsTopic: name };
    const collection = mongo.db.collection<TimerDocument>(TIMERS);
    await fill(collection, 'pending', options.pending, (n) => Date.now() + 86_400_000 + n);
    say(`${options.pending} timers are pending`);
    const fired = await whileFiring(spec, () => measureFiring(collection, ear, options, say));
    await ear.stop();
    const plain = await plainRate(
      mongo.db.collection('plain'),
      options.pending,
      Math.ceil(options.due * PLAIN_SHARE),
    );
    say(`find-and-delete takes ${plain.toFixed(0)} a second`);
    return figures(fired, plain);
  } finally {
    await mongo.db.dropDatabase();
    await mongo.close();
    await bus.close();
  }
}

interface Firing {
  readonly lateP99Ms: number;
  readonly perSecond: number;
}

async function measureFiring(
  collection: Timers,
  ear: Ear,
  { due, seconds }: TimersOptions,
  say: Say,
): Promise<Firing> {
  const count = seconds * PER_SECOND;
  const fromMs = Date.now() + LEAD_MS;
  await fill(collection, 'late', count, (n) => fromMs + Math.floor((n * 1_000) / PER_SECOND));
  const late = await heardOnce(ear, 'late', count);
  const lateP99Ms = percentile(
    late.map(({ atMs, dueAtMs }) => atMs - dueAtMs),
    0.99,
  );
  say(`${count} timers, ${PER_SECOND} a second: p99 ${lateP99Ms} ms late`);
  const atMs = Date.now() + LEAD_MS + Math.ceil(due / 10);
  await fill(collection, 'burst', due, () => atMs);
  if (Date.now() > atMs) throw new UpshotError('internal', 'the timers were due before they were stored');
  const burst = await heardOnce(ear, 'burst', due);
  const lastAtMs = burst.at(-1)?.atMs ?? atMs;
  const perSecond = due / ((lastAtMs - atMs) / 1_000);
  say(`${due} timers at once: ${perSecond.toFixed(0)} a second`);
  return { lateP99Ms, perSecond };
}

/** Each once, and none before it is due. */
async function heardOnce(ear: Ear, kind: string, count: number): Promise<readonly Heard[]> {
  const heard = await ear.all(kind, count);
  const different = new Set(heard.map(({ timerId }) => timerId)).size;
  const early = heard.filter(({ atMs, dueAtMs }) => atMs < dueAtMs).length;
  if (different === heard.length && early === 0) return heard;
  throw new UpshotError('internal', `${heard.length} firings of ${different} timers, ${early} of them early`);
}

function figures({ lateP99Ms, perSecond }: Firing, plain: number): readonly Figure[] {
  const versus = 'find-and-delete';
  return [
    {
      name: 'timers.late.p99',
      value: lateP99Ms,
      unit: 'ms',
      versus: 'aim',
      ratio: lateP99Ms / LATE_AIM_MS,
    },
    { name: 'timers.fired', value: perSecond, unit: 'timers/s', versus, ratio: perSecond / plain },
    { name: 'timers.plain', value: plain, unit: 'timers/s', versus, ratio: 1 },
  ];
}
