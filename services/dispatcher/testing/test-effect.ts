/** An effect for tests of the pure parts. */
import type { Effect } from '@upshot/schemas';

/** A webhook's effect, changed in part. */
export const testEffect = (part: Partial<Effect> = {}): Effect => ({
  tenantId: 't1',
  effectId: 'e1',
  runId: 'r1',
  stepId: 's1',
  nodeId: 'n1',
  definitionId: 'd1',
  definitionVersion: 3,
  channel: 'webhook',
  action: 'webhook',
  config: '{}',
  module: 'leads',
  triggerName: 'lead_created',
  recordId: 'l1',
  record: '{}',
  previous: null,
  rootRunId: 'r0',
  depth: 0,
  requestedAtMs: Date.UTC(2026, 0, 15, 12),
  sandbox: false,
  readable: null,
  ...part,
});
