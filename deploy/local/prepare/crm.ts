/** Creates and seeds the demo CRM, and starts the connector that streams it; another CRM is left as it is. */
import { DEMO_MAPPING_FILE, prepareCrm } from '@upshot/demo-crm';
import type { Step } from './step.ts';

export const crmStep: Step = {
  name: 'demo CRM',
  run: async ({ config, urls, say }) => {
    if (config.mappingFile !== DEMO_MAPPING_FILE) {
      say('leaves the CRM alone: its mapping is not the demo’s');
      return;
    }
    const { insertedRows } = await prepareCrm({
      crmUrl: urls.crm,
      connectUrl: urls.connect,
      registryUrl: urls.registry,
      ...(config.fromConnect === undefined ? {} : { fromConnect: config.fromConnect }),
    });
    if (insertedRows > 0) say(`${insertedRows} rows in the demo CRM`);
  },
};
