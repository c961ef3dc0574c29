/** The scheduler's process: connects its engines, takes its share of the timer commands, fires what is due. */
import { connectRegistry } from '@upshot/avro';
import { connectBus } from '@upshot/bus';
import { connectMongo } from '@upshot/mongo';
import { runService, type RunningService, type ServiceKit } from '@upshot/service';
import { messageFirst } from '@upshot/telemetry';
import { config, type Config } from './config.ts';
import { openScheduler, SCHEDULER_GROUP, type Scheduler } from './open-scheduler.ts';

async function start(kit: ServiceKit, settings: Config): Promise<RunningService> {
  const { log, telemetry } = kit;
  const bus = await kit.waitFor('kafka', () =>
    connectBus({
      brokers: settings.UPSHOT_KAFKA_BROKERS,
      clientId: SCHEDULER_GROUP,
      log: messageFirst(log),
      onStall: (details) => kit.fail(details),
    }),
  );
  const mongo = await kit.waitFor('mongo', () =>
    connectMongo({ url: settings.UPSHOT_MONGO_URL, appName: SCHEDULER_GROUP }),
  );
  const registry = connectRegistry({ url: settings.UPSHOT_REGISTRY_URL });
  const crashPoint = (name: string) => kit.crashPoint(name);
  const engines = { bus, registry, db: mongo.db, telemetry, log, crashPoint };
  const scheduler = await kit.waitFor('registry', () => openScheduler(engines));
  const endLag = telemetry.metrics.observeLag(SCHEDULER_GROUP, () => {
    const { lagRecords: records, lagSeconds: seconds } = scheduler.consumer.health();
    return { records, seconds };
  });
  return {
    checks: checksOf(scheduler),
    async stop() {
      endLag();
      await scheduler.stop();
      await bus.close();
      await mongo.close();
    },
  };
}

function checksOf({ consumer, loop }: Scheduler): RunningService['checks'] {
  return [
    { name: 'group', check: () => ({ ready: consumer.health().assigned, reason: 'waiting for the group' }) },
    { name: 'timers', check: () => ({ ready: loop.failure() === null, reason: loop.failure() ?? '' }) },
  ];
}

const settings = config();
await runService({
  name: 'scheduler',
  healthPort: settings.UPSHOT_HEALTH_PORT,
  logLevel: settings.UPSHOT_LOG_LEVEL,
  otlpEndpoint: settings.OTEL_EXPORTER_OTLP_ENDPOINT,
  crashAt: settings.UPSHOT_CRASH_AT,
  start: (kit) => start(kit, settings),
});
