/** The clock that all schedulers share: MongoDB's, so that one whose own clock is wrong neither fires nor claims early. */
import { inStore } from '@upshot/mongo';
import type { Db } from 'mongodb';
import { z } from 'zod';

const helloSchema = z.object({ localTime: z.date() });

/** Milliseconds since the epoch as the database server has them. Throws `store_unavailable`. */
export async function serverNowMs(db: Db): Promise<number> {
  const hello = helloSchema.parse(await inStore(() => db.command({ hello: 1 })));
  return hello.localTime.getTime();
}
