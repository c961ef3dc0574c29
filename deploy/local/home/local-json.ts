/** `local.json`: everything that a script needs to know of a set-up that is ready. */
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { EngineUrls } from '../engines/urls.ts';
import { HOOKS_HOST, HOST, type AnyPortName } from './port-names.ts';
import { writeAtomically } from './write-atomically.ts';

const localJson = z.strictObject({
  api: z.string(),
  console: z.string(),
  apiKeys: z.strictObject({ demo: z.string(), readonly: z.string(), other: z.string() }),
  crm: z.string(),
  kafka: z.string(),
  registry: z.string(),
  mongo: z.string(),
  redis: z.string(),
  connect: z.string(),
  outbox: z.string(),
  hooks: z.string(),
  processes: z.array(z.strictObject({ name: z.string(), pid: z.int() })),
});

/** Addresses, DSNs, keys and processes of one set-up. */
export type LocalJson = z.output<typeof localJson>;

export interface LocalFacts {
  readonly urls: EngineUrls;
  readonly port: (name: AnyPortName) => number;
  readonly apiKeys: LocalJson['apiKeys'];
  readonly processes: LocalJson['processes'];
}

/** Its content. */
export function describeLocal({ urls, port, apiKeys, processes }: LocalFacts): LocalJson {
  const page = `http://${HOST}:${port('console')}/`;
  return {
    api: `http://${HOST}:${port('http')}`,
    console: page,
    apiKeys,
    ...urls,
    outbox: `${page}outbox`,
    hooks: `http://${HOOKS_HOST}:${port('hooks')}`,
    processes,
  };
}

/** Writes it so that nobody reads half of it; it holds keys, so only its owner may read it. */
export async function writeLocal(file: string, local: LocalJson): Promise<void> {
  await writeAtomically(file, `${JSON.stringify(local, undefined, 2)}\n`, 0o600);
}

/** Reads it; throws when it is not there, which means that nothing is ready. */
export async function readLocal(file: string): Promise<LocalJson> {
  return localJson.parse(JSON.parse(await readFile(file, 'utf8')));
}
