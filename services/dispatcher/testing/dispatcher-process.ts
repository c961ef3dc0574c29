/** The dispatcher as a process of its own, to be killed. */
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { DEMO_MAPPING_FILE } from '@upshot/demo-crm';
import type { TestEngines } from './bench-ports.ts';
import type { Bench } from './bench.ts';

const MAIN = fileURLToPath(new URL('../main.ts', import.meta.url));

export interface DispatcherProcess {
  /** Ends it with a signal; resolves with its exit code, null where the signal ended it. */
  end(signal: NodeJS.Signals): Promise<number | null>;
  /** What it has logged. */
  log(): string;
}

/** Starts a dispatcher on the bench's databases and ends. */
export function startDispatcher(
  bench: Bench,
  engines: TestEngines,
  extra: NodeJS.ProcessEnv = {},
): DispatcherProcess {
  const mongo = new URL(engines.mongo);
  mongo.pathname = `/${bench.db.databaseName}`;
  const child = spawn(process.execPath, [MAIN], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: {
      PATH: process.env['PATH'],
      UPSHOT_KAFKA_BROKERS: engines.kafka,
      UPSHOT_REGISTRY_URL: engines.registry,
      UPSHOT_MONGO_URL: mongo.href,
      UPSHOT_REDIS_URL: engines.redis,
      UPSHOT_CRM_URL: bench.crm.url,
      UPSHOT_MAPPING_FILE: DEMO_MAPPING_FILE,
      UPSHOT_SMTP_URL: bench.smtp.url,
      UPSHOT_EGRESS_ALLOW: '127.0.0.1/32',
      UPSHOT_EFFECT_LEASE_MS: '2000',
      ...extra,
    },
  });
  let logged = '';
  child.stdout.on('data', (chunk: Buffer) => {
    logged += chunk.toString();
  });
  return { end: (signal) => endOf(child, signal), log: () => logged };
}

async function endOf(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const exited = once(child, 'exit');
  child.kill(signal);
  await exited;
  return child.exitCode;
}
