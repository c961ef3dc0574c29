/** Makes the three development keys, and keeps their text so that it survives restarts. */
import { readFile } from 'node:fs/promises';
import { createApiKey, ensureApiKey, READ_SCOPES, SCOPES, type NewKey } from '@upshot/keys';
import { connectMongo, type MongoConnection } from '@upshot/mongo';
import { z } from 'zod';
import { writeAtomically } from '../home/write-atomically.ts';
import type { Step } from './step.ts';

const keysFile = z.object({ demo: z.string(), readonly: z.string(), other: z.string() });

/** The text of each key. */
export type ApiKeys = z.output<typeof keysFile>;

const WANTED: Readonly<Record<keyof ApiKeys, NewKey>> = {
  demo: { tenantId: 'demo', name: 'demo', scopes: SCOPES },
  readonly: { tenantId: 'demo', name: 'readonly', scopes: READ_SCOPES },
  other: { tenantId: 'other', name: 'other', scopes: SCOPES },
};

const NAMES = ['demo', 'readonly', 'other'] as const;

export const keysStep: Step = {
  name: 'keys',
  run: async ({ urls, home }) => {
    const mongo = await connectMongo({ url: urls.mongo, appName: 'upshot.local' });
    try {
      await makeKeys(mongo, home.keysJson);
    } finally {
      await mongo.close();
    }
  },
};

/** The keys' text; throws when `prepare` has not run. */
export async function readKeys(file: string): Promise<ApiKeys> {
  return keysFile.parse(JSON.parse(await readFile(file, 'utf8')));
}

async function makeKeys(mongo: MongoConnection, file: string): Promise<void> {
  const known = await readKeys(file).catch(() => undefined);
  if (known === undefined) {
    const make = (name: keyof ApiKeys): Promise<string> => createApiKey(mongo.db, WANTED[name]);
    const made = { demo: await make('demo'), readonly: await make('readonly'), other: await make('other') };
    await writeAtomically(file, `${JSON.stringify(made, undefined, 2)}\n`, 0o600);
    return;
  }
  for (const name of NAMES) await ensureApiKey(mongo.db, known[name], WANTED[name]);
}
