/** The mirror's process: connects its engines and takes its share of the change topics. */
import { createDecoder } from '@upshot/cdc';
import { eraseUntil } from '@upshot/history';
import { readMappingFile } from '@upshot/mapping';
import { connectMongo } from '@upshot/mongo';
import { processOptions, runService, type RunningService, type ServiceKit } from '@upshot/service';
import { connectStream, watchConsumer } from '@upshot/stream';
import { config, type Config } from './config.ts';
import { MIRROR_GROUP, openMirror } from './open-mirror.ts';
import { eraseImage } from './ports/erase-image.ts';

async function start(kit: ServiceKit, settings: Config): Promise<RunningService> {
  const mapping = await readMappingFile(settings.UPSHOT_MAPPING_FILE);
  const { UPSHOT_KAFKA_BROKERS: brokers, UPSHOT_REGISTRY_URL: registryUrl } = settings;
  const { bus, registry } = await connectStream(kit, { brokers, registryUrl });
  const decoder = createDecoder({
    schemaById: (id) => registry.schemaById(id),
    typesOf: (topic) => mapping.byTopic.get(topic)?.schema.fields,
  });
  const mongo = await kit.waitFor('mongo', () =>
    connectMongo({ url: settings.UPSHOT_MONGO_URL, appName: MIRROR_GROUP }),
  );
  const { db } = mongo;
  const crashPoint = (name: string) => kit.crashPoint(name);
  const engines = { bus, decoder, mapping, db, telemetry: kit.telemetry, crashPoint };
  const consumer = await kit.waitFor('mongo', () => openMirror(engines));
  const stopping = new AbortController();
  const erase = (due: Parameters<typeof eraseImage>[1]) => eraseImage(db, due);
  const erasing = eraseUntil(stopping.signal, { db, parts: { mirror: erase }, log: kit.log });
  const watched = watchConsumer(kit, MIRROR_GROUP, consumer);
  return {
    checks: [watched.check, mongo.readiness],
    async stop() {
      await watched.stop();
      stopping.abort();
      await erasing;
      await bus.close();
      await mongo.close();
    },
  };
}

const settings = config();
await runService({ name: 'mirror', ...processOptions(settings), start: (kit) => start(kit, settings) });
