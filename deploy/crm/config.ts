/** Where the demo finds the CRM: the environment, or what the running set-up wrote down. */
import { UpshotError } from '@upshot/errors';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';

/** The CRM's address: `UPSHOT_CRM_URL`, or what the running set-up wrote down. */
export async function crmUrlOf(environment: NodeJS.ProcessEnv = process.env): Promise<string> {
  if (environment['UPSHOT_CRM_URL'] !== undefined) return environment['UPSHOT_CRM_URL'];
  const file = join(environment['UPSHOT_HOME'] ?? '.upshot', 'local.json');
  const text = await readFile(file, 'utf8').catch((thrown: unknown) => {
    throw new UpshotError('config_invalid', 'Nothing runs here yet: start it with `npm start`.', {
      cause: thrown,
      place: file,
    });
  });
  return z.object({ crm: z.string() }).parse(JSON.parse(text)).crm;
}
