/** Sets the registry's level for schemas that are not ours: those that Debezium registers for the CRM's tables. */
import { UpshotError } from '@upshot/errors';
import type { Step } from './step.ts';

/** A consumer with the newest schema reads everything ever written; a column that is dropped is not refused. */
const LEVEL = 'BACKWARD_TRANSITIVE';

const TIMEOUT_MS = 10_000;

export const compatibilityStep: Step = {
  name: 'compatibility',
  run: async ({ urls }) => {
    const answer = await fetch(`${urls.registry}/config`, {
      method: 'PUT',
      headers: { 'content-type': 'application/vnd.schemaregistry.v1+json' },
      body: JSON.stringify({ compatibility: LEVEL }),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!answer.ok)
      throw new UpshotError('registry_unavailable', `it answered ${answer.status} to its level`);
  },
};
