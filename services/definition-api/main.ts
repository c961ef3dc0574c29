/** The definition API's process: listens first, then connects its engines; Kafka may come later than the first write. */
import { readMappingFile } from '@upshot/mapping';
import { processOptions, runService } from '@upshot/service';
import { config } from './config.ts';
import { openApi } from './open-api.ts';

const settings = config();
const options = { ...processOptions(settings), healthPort: undefined };

await runService({
  name: 'definition-api',
  ...options,
  start: async (kit) => openApi(kit, settings, await readMappingFile(settings.UPSHOT_MAPPING_FILE)),
});
