/** The scheduler's firing half as a process of its own, until it is told to stop. */
import { codec, connectRegistry } from '@upshot/avro';
import { connectBus } from '@upshot/bus';
import { connectMongo } from '@upshot/mongo';
import {
  DUE_TRIGGERS,
  RUN_COMMANDS,
  schemaOfTopic,
  subjectOf,
  type DueTrigger,
  type RunCommand,
} from '@upshot/schemas';
import { createLogger, startTelemetry } from '@upshot/telemetry';
import { startFiring } from '../../services/scheduler/open-scheduler.ts';
import { firingSpec } from './firing.ts';

const {
  kafka,
  registry: url,
  mongo: mongoUrl,
  commandsTopic,
} = firingSpec.parse(JSON.parse(process.argv[2] ?? ''));
const bus = await connectBus({ brokers: [kafka], clientId: 'bench-timers' });
const mongo = await connectMongo({ url: mongoUrl, appName: 'bench-timers' });
const registry = connectRegistry({ url });
const codecOf = <T>(topic: string) =>
  codec<T>(registry, { subject: subjectOf(topic), schema: schemaOfTopic(topic) });
const loop = startFiring(
  {
    bus,
    db: mongo.db,
    commands: await codecOf<RunCommand>(RUN_COMMANDS),
    dues: await codecOf<DueTrigger>(DUE_TRIGGERS),
    deadLetters: { bury: () => Promise.resolve() },
    telemetry: startTelemetry({ service: 'bench-timers' }),
    log: createLogger({ service: 'bench-timers', level: 'silent' }),
    crashPoint: () => undefined,
  },
  { commandsTopic },
);
process.once('SIGTERM', () => void stop());
process.stdout.write('ready\n');

async function stop(): Promise<void> {
  await loop.stop();
  await bus.close();
  await mongo.close();
}
