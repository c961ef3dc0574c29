/** The command that makes the history anew from the topic, while no recorder runs: `node services/run-recorder/rebuild.ts`. */
import { connectMongo } from '@upshot/mongo';
import { RUN_EVENTS, type RunEvent } from '@upshot/schemas';
import { processOptions, runService, type RunningService, type ServiceKit } from '@upshot/service';
import { connectStream } from '@upshot/stream';
import { config, type Config } from './config.ts';
import { connectRedis } from './ports/redis.ts';
import { rebuildHistory } from './rebuild-history.ts';

/** Done, it asks the process to end as a stop would. */
async function start(kit: ServiceKit, settings: Config): Promise<RunningService> {
  const { log, telemetry } = kit;
  const { UPSHOT_KAFKA_BROKERS: brokers, UPSHOT_REGISTRY_URL: registryUrl } = settings;
  const { bus, deadLetters, codecOf } = await connectStream(kit, { brokers, registryUrl });
  const codec = await codecOf<RunEvent>(RUN_EVENTS);
  const appName = 'upshot.run-recorder.rebuild';
  const mongo = await kit.waitFor('mongo', () => connectMongo({ url: settings.UPSHOT_MONGO_URL, appName }));
  const redis = connectRedis(settings.UPSHOT_REDIS_URL, log);
  const crashPoint = (name: string) => kit.crashPoint(name);
  const engines = { bus, codec, deadLetters, db: mongo.db, redis, telemetry, log, crashPoint };
  const done = rebuildHistory(engines).then(
    () => process.kill(process.pid, 'SIGTERM'),
    (thrown: unknown) => kit.fail(thrown),
  );
  return {
    checks: [mongo.readiness],
    async stop() {
      await bus.close();
      await done.catch(() => undefined);
      redis.disconnect();
      await mongo.close();
    },
  };
}

const settings = config();
await runService({
  name: 'run-recorder-rebuild',
  ...processOptions(settings),
  start: (kit) => start(kit, settings),
});
