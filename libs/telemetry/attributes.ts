/** Every attribute that a span or a metric may carry; keys of records and personal data have none. */

/** The allow-list: what each attribute is called on the wire. */
export const ATTRIBUTES = {
  tenantId: 'upshot.tenant.id',
  runId: 'upshot.run.id',
  definitionId: 'upshot.definition.id',
  definitionVersion: 'upshot.definition.version',
  stepId: 'upshot.step.id',
  nodeId: 'upshot.node.id',
  effectId: 'upshot.effect.id',
  timerId: 'upshot.timer.id',
  commandKind: 'upshot.command.kind',
  actionKind: 'upshot.action.kind',
  module: 'upshot.module',
  channel: 'upshot.channel',
  stage: 'upshot.stage',
  outcome: 'upshot.outcome',
  attempt: 'upshot.attempt',
  depth: 'upshot.depth',
  candidateCount: 'upshot.candidates',
  matchCount: 'upshot.matches',
  errorType: 'error.type',
  messagingSystem: 'messaging.system',
  messagingOperation: 'messaging.operation.type',
  messagingDestination: 'messaging.destination.name',
  messagingPartition: 'messaging.destination.partition.id',
  messagingOffset: 'messaging.kafka.offset',
  messagingGroup: 'messaging.consumer.group.name',
  messagingBatchCount: 'messaging.batch.message_count',
  httpStatus: 'http.response.status_code',
  httpMethod: 'http.request.method',
  serverAddress: 'server.address',
} as const;

export type AttributeName = (typeof ATTRIBUTES)[keyof typeof ATTRIBUTES];

/** Attributes by their names on the wire, e.g. `{ [ATTRIBUTES.runId]: runId }`; any other name is a type error. */
export type Attributes = { readonly [Name in AttributeName]?: string | number | boolean | undefined };
