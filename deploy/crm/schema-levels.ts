/** Lets the CRM's tables change: what Debezium registers for them follows the database, compatible or not. */
import { UpshotError } from '@upshot/errors';

const TIMEOUT_MS = 10_000;

/**
 * Takes the compatibility level off the subjects of these topics. A migration of the CRM (a column that becomes NOT NULL,
 * another type) would else be refused by the registry and stop the connector; readers use the writer's schema, so
 * nothing here depends on the level. A subject that is not there yet is left for the next time.
 */
export async function letTablesChange(registryUrl: string, topics: readonly string[]): Promise<void> {
  for (const topic of topics)
    for (const side of ['key', 'value']) await putLevel(registryUrl, `${topic}-${side}`);
}

async function putLevel(registryUrl: string, subject: string): Promise<void> {
  const url = new URL(`/apis/ccompat/v7/config/${encodeURIComponent(subject)}`, registryUrl);
  const answer = await fetch(url, {
    method: 'PUT',
    headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
    body: JSON.stringify({ compatibility: 'NONE' }),
    signal: AbortSignal.timeout(TIMEOUT_MS),
  }).catch((thrown: unknown) => {
    throw new UpshotError('registry_unavailable', 'The schema registry does not answer.', { cause: thrown });
  });
  await answer.body?.cancel();
  if (!answer.ok && answer.status !== 404)
    throw new UpshotError('registry_unavailable', `It answered ${answer.status} to the level of ${subject}.`);
}
