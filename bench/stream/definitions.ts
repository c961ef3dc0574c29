/** The definitions of the workload as the matcher gets them: published, each with something to do. */
import type { BusRecord } from '@upshot/bus';
import type { Definition, Graph } from '@upshot/definitions';
import type { DefinitionRecord } from '@upshot/schemas';
import type { BenchDefinition } from '../matcher/workload/index.ts';

/** What a start command carries along. */
const GRAPH: Graph = {
  start: 'mail',
  nodes: [
    {
      kind: 'action',
      id: 'mail',
      action: 'send_email',
      config: {
        to: '{{trigger.email}}',
        subject: 'Hello {{trigger.name}}',
        body: 'We have seen {{trigger.stage}}.',
      },
    },
    { kind: 'wait', id: 'wait', until: { kind: 'duration', durationMs: 86_400_000 } },
    { kind: 'action', id: 'task', action: 'create_task', config: { title: 'Call {{trigger.name}}' } },
  ],
  edges: [
    { from: 'mail', outcome: 'done', to: 'wait' },
    { from: 'wait', outcome: 'done', to: 'task' },
  ],
};

/** The record that publishes it, its value as JSON. */
export function publishedRecord({ tenantId, key, module, kind, criteria }: BenchDefinition): BusRecord {
  const definition: Definition = {
    tenantId,
    id: key,
    name: key,
    dialect: 'workflows-api',
    active: true,
    version: 1,
    trigger: { module, kind, name: `lead_${kind}`, criteria, maxDepth: 0 },
    graph: GRAPH,
  };
  const published: DefinitionRecord = {
    tenantId,
    definitionId: key,
    revision: 1,
    document: JSON.stringify(definition),
    awaited: null,
    gone: false,
  };
  return {
    topic: 'upshot.definitions',
    partition: 0,
    offset: 0n,
    timestampMs: 0,
    key: Buffer.from(`${tenantId}/${key}`),
    value: Buffer.from(JSON.stringify(published)),
    headers: {},
  };
}
