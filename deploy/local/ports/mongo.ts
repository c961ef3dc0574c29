/** Asks mongod how it is, and makes it a replica set of one at the port it has today. */
import { setTimeout as sleep } from 'node:timers/promises';
import { MongoClient, MongoServerError } from 'mongodb';
import { z } from 'zod';

const NOT_YET_INITIALIZED = 94;
const TIMEOUT_MS = 3_000;

const config = z.object({
  _id: z.string(),
  version: z.number(),
  members: z.array(z.object({ host: z.string() })),
});

/** Whether mongod answers a ping. */
export async function mongoAnswers(host: string, port: number): Promise<boolean> {
  return withAdmin(host, port, async (command) => {
    await command({ ping: 1 });
    return true;
  });
}

/** Initiates the set, or tells it its new address after the port has changed; returns when it takes writes. */
export async function makeReplicaSet(name: string, host: string, port: number): Promise<void> {
  await withAdmin(host, port, async (command) => {
    const member = { _id: 0, host: `${host}:${port}` };
    const present = await readConfig(command);
    if (present === undefined) {
      await command({ replSetInitiate: { _id: name, members: [member] } });
    } else if (present.members[0]?.host !== member.host) {
      const next = { _id: name, version: present.version + 1, members: [member] };
      await command({ replSetReconfig: next, force: true });
    }
    await untilPrimary(command);
  });
}

type RunCommand = (command: Readonly<Record<string, unknown>>) => Promise<unknown>;

async function readConfig(command: RunCommand): Promise<z.infer<typeof config> | undefined> {
  try {
    return z.object({ config }).parse(await command({ replSetGetConfig: 1 })).config;
  } catch (error) {
    if (error instanceof MongoServerError && error.code === NOT_YET_INITIALIZED) return undefined;
    throw error;
  }
}

async function untilPrimary(command: RunCommand): Promise<void> {
  const hello = z.object({ isWritablePrimary: z.boolean() });
  while (!hello.parse(await command({ hello: 1 })).isWritablePrimary) await sleep(50);
}

async function withAdmin<T>(
  host: string,
  port: number,
  work: (command: RunCommand) => Promise<T>,
): Promise<T> {
  const client = new MongoClient(`mongodb://${host}:${port}/?directConnection=true`, {
    serverSelectionTimeoutMS: TIMEOUT_MS,
  });
  try {
    return await work((command) => client.db('admin').command({ ...command }));
  } finally {
    await client.close();
  }
}
