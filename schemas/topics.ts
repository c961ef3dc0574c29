/** Topics as data, and the names by which code knows them. */
import topics from './topics.json' with { type: 'json' };

export interface Topic {
  readonly name: string;
  /** The file in `schemas/avro` whose values it holds. */
  readonly schema: string;
  readonly partitions: number;
  readonly config: Readonly<Record<string, string>>;
}

/** Every topic of Upshot's own; the change topics are Debezium's. */
export const TOPICS: readonly Topic[] = topics.map(({ config, ...rest }) => ({
  ...rest,
  config: definedOnly(config),
}));

export const DEFINITIONS = 'upshot.definitions';
export const ACTIVITIES = 'upshot.activities';
export const RUN_COMMANDS = 'upshot.run-commands';
export const RUN_EVENTS = 'upshot.run-events';
export const START_REQUESTS = 'upshot.start-requests';
export const RUN_SIGNALS = 'upshot.run-signals';
export const TIMER_COMMANDS = 'upshot.timer-commands';
export const DUE_TRIGGERS = 'upshot.due-triggers';
export const DEAD_LETTERS = 'upshot.dead-letters';

/** The topic of a channel's effects. */
export const effectsTopic = (channel: string): string => `upshot.effects.${channel}`;

/** The subject under which the registry keeps the schema of a topic's values. */
export const subjectOf = (topic: string): string => `${topic}-value`;

function definedOnly(config: Readonly<Record<string, string | undefined>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(config).filter((entry): entry is [string, string] => entry[1] !== undefined),
  );
}
