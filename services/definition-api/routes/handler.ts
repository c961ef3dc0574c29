/** What a route's handler gets and gives. */
import type { SourceMapping } from '@upshot/mapping';
import type {
  Erasures,
  HistoryReader,
  HistorySearch,
  LiveRuns,
  RetentionSettings,
  Statistics,
} from '@upshot/history';
import type { CalendarStore } from '@upshot/tenant-calendars';
import type { Answer, ApiRequest } from '../http/answer.ts';
import type { HumanTaskPorts } from '../human-tasks.ts';
import type { Acts } from '../ports/acts.ts';
import type { DefinitionStore } from '../ports/definition-store.ts';
import type { FormerNodes } from '../ports/former-nodes.ts';
import type { KnownDefinitions } from '../ports/known-definitions.ts';
import type { Jobs } from '../ports/jobs.ts';
import type { OpenRuns } from '../ports/open-runs.ts';
import type { SentMapping } from '../ports/sent-mapping.ts';
import type { Versions } from '../ports/versions.ts';
import type { CarryOut } from '../stages/carry-out-acts.ts';
import type { Sandboxes } from '../ports/sandboxes.ts';
import type { ActivityIntake } from '../stages/take-activities.ts';
import type { Publisher } from '../stages/publish-definitions.ts';

/** What is done to runs and definitions by hand. */
export interface OperatingPorts {
  readonly acts: Acts;
  readonly jobs: Jobs;
  readonly runs: OpenRuns;
  readonly versions: Versions;
  readonly formerNodes: Pick<FormerNodes, 'recall'>;
  readonly carryOut: Pick<CarryOut, 'soon'>;
}

/** What is told of the past. */
export interface PastPorts {
  readonly search: HistorySearch;
  readonly statistics: Pick<Statistics, 'read'>;
  readonly retention: Pick<RetentionSettings, 'find' | 'change'>;
  readonly erasures: Pick<Erasures, 'request' | 'find' | 'list'>;
  readonly live: LiveRuns;
}

export interface HandlerPorts extends HumanTaskPorts {
  readonly definitions: DefinitionStore;
  readonly knownDefinitions: KnownDefinitions;
  readonly history: HistoryReader;
  readonly past: PastPorts;
  readonly sandboxes: Sandboxes;
  readonly calendars: Pick<CalendarStore, 'find' | 'put'>;
  readonly publisher: Pick<Publisher, 'publishSoon'>;
  readonly activities: Pick<ActivityIntake, 'take'>;
  readonly modules: SourceMapping;
  /** The mapping that definitions are held against. */
  readonly sent: SentMapping;
  readonly operating: OperatingPorts;
  now(): number;
  newId(): string;
}

/** A request that has passed every stage, answered. */
export type Handler = (request: ApiRequest, ports: HandlerPorts) => Answer | Promise<Answer>;

/** How long a write waits for Kafka's acknowledgement: a client that writes a rule and then a record is not surprised. */
export const PUBLISH_WAIT_MS = 2_000;
