/** The scheduler's process: connects its engines, takes its share of the timer commands, fires what is due. */
import { eraseUntil, type DueErasure } from '@upshot/history';
import { connectMongo } from '@upshot/mongo';
import {
  DUE_TRIGGERS,
  RUN_COMMANDS,
  TIMER_COMMANDS,
  type DueTrigger,
  type RunCommand,
  type TimerCommand,
} from '@upshot/schemas';
import {
  processOptions,
  runService,
  type Readiness,
  type RunningService,
  type ServiceKit,
} from '@upshot/service';
import { connectStream, watchConsumer } from '@upshot/stream';
import { config, type Config } from './config.ts';
import type { FiringLoop } from './firing-loop.ts';
import { eraseDates } from './ports/erase-dates.ts';
import { openScheduler, SCHEDULER_GROUP } from './open-scheduler.ts';

async function start(kit: ServiceKit, settings: Config): Promise<RunningService> {
  const { log, telemetry } = kit;
  const { UPSHOT_KAFKA_BROKERS: brokers, UPSHOT_REGISTRY_URL: registryUrl } = settings;
  const { bus, deadLetters, codecOf } = await connectStream(kit, { brokers, registryUrl });
  const codec = await codecOf<TimerCommand>(TIMER_COMMANDS);
  const commands = await codecOf<RunCommand>(RUN_COMMANDS);
  const dues = await codecOf<DueTrigger>(DUE_TRIGGERS);
  const mongo = await kit.waitFor('mongo', () =>
    connectMongo({ url: settings.UPSHOT_MONGO_URL, appName: SCHEDULER_GROUP }),
  );
  const crashPoint = (name: string) => kit.crashPoint(name);
  const engines = { bus, codec, commands, dues, deadLetters, db: mongo.db, telemetry, log, crashPoint };
  const { consumer, loop } = await kit.waitFor('mongo', () => openScheduler(engines));
  const watched = watchConsumer(kit, SCHEDULER_GROUP, consumer);
  const stopping = new AbortController();
  const { db } = mongo;
  const dates = (due: DueErasure) => eraseDates(db, due, Date.now());
  const erasing = eraseUntil(stopping.signal, { db, parts: { dates }, log });
  return {
    checks: [watched.check, { name: 'timers', check: () => firingOf(loop) }],
    async stop() {
      await watched.stop();
      await loop.stop();
      stopping.abort();
      await erasing;
      await bus.close();
      await mongo.close();
    },
  };
}

function firingOf(loop: FiringLoop): Readiness {
  const reason = loop.failure();
  return reason === null ? { ready: true } : { ready: false, reason };
}

const settings = config();
await runService({ name: 'scheduler', ...processOptions(settings), start: (kit) => start(kit, settings) });
