/** The matcher's process: connects its ports, reads the definitions, then takes its share of the change topics. */
import { createDecoder } from '@upshot/cdc';
import { readableSchema, readMappingFile, type SourceMapping } from '@upshot/mapping';
import { connectMongo } from '@upshot/mongo';
import { newTally } from '@upshot/rules';
import { DEFINITIONS, RUN_COMMANDS, type DefinitionRecord, type RunCommand } from '@upshot/schemas';
import { processOptions, runService, type RunningService, type ServiceKit } from '@upshot/service';
import { connectStream, watchConsumer, type Stream } from '@upshot/stream';
import { config, type Config } from './config.ts';
import { createDefinitionsTable, type DefinitionsTable } from './definitions-table.ts';
import { createKeptImages } from './kept-images.ts';
import { relatedRecords, type RelatedRecords } from './ports/related-records.ts';
import { matchChanges, type MatcherPorts } from './topology.ts';
import { createVerdicts } from './verdicts.ts';

const GROUP = 'upshot.matcher';

async function start(kit: ServiceKit, settings: Config): Promise<RunningService> {
  const { UPSHOT_KAFKA_BROKERS: brokers, UPSHOT_REGISTRY_URL: registryUrl } = settings;
  const stream = await connectStream(kit, { brokers, registryUrl });
  const mapping = await readMappingFile(settings.UPSHOT_MAPPING_FILE);
  const definitions = await newTable(kit, stream, mapping);
  const follower = await stream.bus.follow({
    topics: [DEFINITIONS],
    onRecord: (record) => definitions.take(record),
  });
  await follower.ready;
  definitions.open();

  const related = connectRelated(settings, stream, mapping);
  const ports = { ...(await connectPorts(kit, stream, mapping, definitions)), related };
  const consumer = await stream.bus.consumeBatches({
    group: GROUP,
    topics: [...mapping.byTopic.keys()],
    concurrency: 4,
    onBatch: (batch) => matchChanges(batch, ports),
  });
  const watched = watchConsumer(kit, GROUP, consumer);
  return {
    checks: [watched.check],
    async stop() {
      await watched.stop();
      await follower.stop();
      await stream.bus.close();
      await related.close();
    },
  };
}

async function newTable(kit: ServiceKit, stream: Stream, mapping: SourceMapping): Promise<DefinitionsTable> {
  return createDefinitionsTable({
    codec: await stream.codecOf<DefinitionRecord>(DEFINITIONS),
    schemas: new Map([...mapping.modules].map(([name, module]) => [name, readableSchema(module)])),
    scoresOf: (module) => Object.values(mapping.modules.get(module)?.scores ?? {}),
    log: kit.log,
  });
}

async function connectPorts(
  kit: ServiceKit,
  { bus, registry, deadLetters, codecOf }: Stream,
  mapping: SourceMapping,
  definitions: DefinitionsTable,
): Promise<Omit<MatcherPorts, 'related'>> {
  const { telemetry } = kit;
  return {
    bus,
    mapping,
    definitions,
    deadLetters,
    telemetry,
    decoder: createDecoder({
      schemaById: (id) => registry.schemaById(id),
      typesOf: (topic) => mapping.byTopic.get(topic)?.schema.fields,
    }),
    keptImages: createKeptImages(),
    verdicts: createVerdicts(telemetry.metrics, newTally()),
    codec: await codecOf<RunCommand>(RUN_COMMANDS),
    now: Date.now,
    crashPoint: (name) => kit.crashPoint(name),
  };
}

function connectRelated(
  { UPSHOT_MONGO_URL: url }: Config,
  { bus }: Stream,
  { modules }: SourceMapping,
): RelatedRecords {
  return relatedRecords(() => connectMongo({ url, appName: GROUP }), {
    topicOf: (module) => modules.get(module)?.topic ?? null,
    endsOf: (topic) => bus.ends(topic),
  });
}

const settings = config();
await runService({ name: 'matcher', ...processOptions(settings), start: (kit) => start(kit, settings) });
