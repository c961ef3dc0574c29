/** The recorder's process: connects its engines and takes its share of the run events. */
import { connectRegistry } from '@upshot/avro';
import { connectBus } from '@upshot/bus';
import { connectMongo } from '@upshot/mongo';
import { runService, type RunningService, type ServiceKit } from '@upshot/service';
import { messageFirst } from '@upshot/telemetry';
import { config, type Config } from './config.ts';
import { openRecorder, RECORDER_NAMES } from './open-recorder.ts';
import { connectRedis } from './ports/redis.ts';

const { group } = RECORDER_NAMES;

async function start(kit: ServiceKit, settings: Config): Promise<RunningService> {
  const { log, telemetry } = kit;
  const bus = await kit.waitFor('kafka', () =>
    connectBus({
      brokers: settings.UPSHOT_KAFKA_BROKERS,
      clientId: group,
      log: messageFirst(log),
      onStall: (details) => kit.fail(details),
    }),
  );
  const mongo = await kit.waitFor('mongo', () =>
    connectMongo({ url: settings.UPSHOT_MONGO_URL, appName: group }),
  );
  const redis = connectRedis(settings.UPSHOT_REDIS_URL, log);
  const registry = connectRegistry({ url: settings.UPSHOT_REGISTRY_URL });
  const crashPoint = (name: string) => kit.crashPoint(name);
  const engines = { bus, registry, db: mongo.db, redis, telemetry, log, crashPoint };
  const consumer = await kit.waitFor('registry', () => openRecorder(engines));
  const endLag = telemetry.metrics.observeLag(group, () => {
    const { lagRecords: records, lagSeconds: seconds } = consumer.health();
    return { records, seconds };
  });
  return {
    checks: [
      {
        name: 'group',
        check: () => ({ ready: consumer.health().assigned, reason: 'waiting for the group' }),
      },
    ],
    async stop() {
      endLag();
      await consumer.stop();
      await bus.close();
      redis.disconnect();
      await mongo.close();
    },
  };
}

const settings = config();
await runService({
  name: 'run-recorder',
  healthPort: settings.UPSHOT_HEALTH_PORT,
  logLevel: settings.UPSHOT_LOG_LEVEL,
  otlpEndpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
  crashAt: settings.UPSHOT_CRASH_AT,
  start: (kit) => start(kit, settings),
});
