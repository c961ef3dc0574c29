/** What a route's handler gets and gives. */
import type { SourceMapping } from '@upshot/mapping';
import type { HistoryReader } from '@upshot/history';
import type { Answer, ApiRequest } from '../http/answer.ts';
import type { DefinitionStore } from '../ports/definition-store.ts';
import type { ActivityIntake } from '../stages/take-activities.ts';
import type { Publisher } from '../stages/publish-definitions.ts';

export interface HandlerPorts {
  readonly definitions: DefinitionStore;
  readonly history: HistoryReader;
  readonly publisher: Pick<Publisher, 'publishSoon'>;
  readonly activities: Pick<ActivityIntake, 'take'>;
  readonly modules: SourceMapping;
  now(): number;
  newId(): string;
}

/** A request that has passed every stage, answered. */
export type Handler = (request: ApiRequest, ports: HandlerPorts) => Answer | Promise<Answer>;

/** How long a write waits for Kafka's acknowledgement: a client that writes a rule and then a record is not surprised. */
export const PUBLISH_WAIT_MS = 2_000;
