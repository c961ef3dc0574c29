/** The recorder's process: connects its engines and takes its share of the run events. */
import { connectMongo } from '@upshot/mongo';
import { RUN_EVENTS, type RunEvent } from '@upshot/schemas';
import { processOptions, runService, type RunningService, type ServiceKit } from '@upshot/service';
import { connectStream, hasHandled, watchConsumer } from '@upshot/stream';
import { config, type Config } from './config.ts';
import { openRecorder, RECORDER_GROUP } from './open-recorder.ts';
import { connectRedis } from './ports/redis.ts';
import { upkeepUntil } from './upkeep.ts';

async function start(kit: ServiceKit, settings: Config): Promise<RunningService> {
  const { log, telemetry } = kit;
  const { UPSHOT_KAFKA_BROKERS: brokers, UPSHOT_REGISTRY_URL: registryUrl } = settings;
  const { bus, deadLetters, codecOf } = await connectStream(kit, { brokers, registryUrl });
  const codec = await codecOf<RunEvent>(RUN_EVENTS);
  const mongo = await kit.waitFor('mongo', () =>
    connectMongo({ url: settings.UPSHOT_MONGO_URL, appName: RECORDER_GROUP }),
  );
  const { db } = mongo;
  const redis = connectRedis(settings.UPSHOT_REDIS_URL, log);
  const crashPoint = (name: string) => kit.crashPoint(name);
  const engines = { bus, codec, deadLetters, db, redis, telemetry, log, crashPoint };
  const consumer = await kit.waitFor('mongo', () => openRecorder(engines));
  const stopping = new AbortController();
  const handled = { bus, group: RECORDER_GROUP, topics: [RUN_EVENTS], consumer, now: Date.now };
  const upkeep = { db, log, now: Date.now, hasHandled: hasHandled(handled) };
  const keeping = upkeepUntil(stopping.signal, upkeep);
  const watched = watchConsumer(kit, RECORDER_GROUP, consumer);
  return {
    checks: [watched.check, mongo.readiness],
    async stop() {
      await watched.stop();
      stopping.abort();
      await keeping;
      await bus.close();
      redis.disconnect();
      await mongo.close();
    },
  };
}

const settings = config();
await runService({ name: 'run-recorder', ...processOptions(settings), start: (kit) => start(kit, settings) });
