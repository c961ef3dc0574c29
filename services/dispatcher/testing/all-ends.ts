/** What stands on every end that an effect can reach, so that a test can tell that nothing came to any of them. */
import type { Bench } from './bench.ts';

/** Of each end what is there now; two of them are equal where nothing has come in between. */
export async function allEnds({ http, smtp, db, lost, crm, redis, tenantId }: Bench) {
  const inRedis = await redis.run(`return #redis.call('KEYS', ARGV[1])`, [], [`*${tenantId}*`]);
  const counts = [db, lost].map(async (each) => {
    const collections = await each.listCollections().toArray();
    return Promise.all(
      collections.map(async ({ name }) => [name, await each.collection(name).countDocuments()]),
    );
  });
  return {
    webhooks: http.taken.length,
    mails: smtp.taken.length,
    redis: inRedis,
    stores: await Promise.all(counts),
    crm: await tablesOf(crm),
  };
}

/** Every table of the CRM, its rows digested. */
async function tablesOf({ client }: Bench['crm']): Promise<Readonly<Record<string, string>>> {
  const tables = await client.query<{ name: string }>(
    `SELECT table_schema || '.' || table_name AS name FROM information_schema.tables
     WHERE table_schema IN ('public', 'upshot') AND table_type = 'BASE TABLE' ORDER BY 1`,
  );
  const digests: Record<string, string> = {};
  for (const { name } of tables.rows) {
    const text = `SELECT count(*) || ':' || coalesce(md5(string_agg(t::text, '' ORDER BY t::text)), '') AS d FROM ${name} t`;
    digests[name] = (await client.query<{ d: string }>(text)).rows[0]?.d ?? '';
  }
  return digests;
}
