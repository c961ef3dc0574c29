/** Creates the topics and registers their schemas. */
import { deploySchemas } from '@upshot/schemas/deploy';
import type { Step } from './step.ts';

export const schemasStep: Step = {
  name: 'schemas',
  run: ({ urls }) => deploySchemas({ brokers: [urls.kafka], registryUrl: urls.registry }),
};
