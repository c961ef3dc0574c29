/** The steps between engines and services alone, on engines that run already: what the compose file's `prepare` does. */
import { UpshotError } from '@upshot/errors';
import { readConfig } from './config.ts';
import { homeAt, makeHome } from './home/home.ts';
import { readKeys } from './prepare/keys.ts';
import { prepare } from './prepare/steps.ts';
import { sayOn } from './say.ts';
import { writeAtomically } from './home/write-atomically.ts';

const config = readConfig();
const home = homeAt(config.home);
const sayFor = sayOn((line) => process.stdout.write(line));
if (config.engineUrls === undefined)
  throw new UpshotError('config_invalid', 'the engines’ addresses are needed');

await makeHome(home);
await prepare({ config, urls: config.engineUrls, home, say: sayFor('prepare') });
const apiKeys = await readKeys(home.keysJson);
const local = { api: config.serviceSettings['UPSHOT_API_URL'], apiKeys, ...config.engineUrls, processes: [] };
await writeAtomically(home.localJson, `${JSON.stringify(local, undefined, 2)}\n`, 0o600);
sayFor('API key')(apiKeys.demo);
