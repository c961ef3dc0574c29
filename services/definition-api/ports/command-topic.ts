/** Port: the topics on which runs are told something, and on which they are asked for. */
import type { Codec } from '@upshot/avro';
import type { Bus } from '@upshot/bus';
import { RUN_COMMANDS, START_REQUESTS, type RunCommand, type StartRequest } from '@upshot/schemas';
import { contextToHeaders, type Context } from '@upshot/telemetry';

export interface CommandTopic {
  /** Resolves when all are acknowledged. Throws `bus_unavailable`. */
  send(commands: readonly RunCommand[], starts: readonly StartRequest[], trace: Context): Promise<void>;
}

export interface CommandTopicOptions {
  readonly bus: Pick<Bus, 'send'>;
  readonly commands: Pick<Codec<RunCommand>, 'encode'>;
  readonly starts: Pick<Codec<StartRequest>, 'encode'>;
  /** Tests choose topics of their own. */
  readonly commandsTopic?: string | undefined;
  readonly startsTopic?: string | undefined;
}

/** The topics behind `bus`: commands keyed by run, requests by tenant and record. */
export function createCommandTopic(options: CommandTopicOptions): CommandTopic {
  const { bus, commands: commandCodec, starts: startCodec } = options;
  const { commandsTopic = RUN_COMMANDS, startsTopic = START_REQUESTS } = options;
  return {
    async send(commands, starts, trace) {
      const headers = contextToHeaders(trace);
      const records = [
        ...commands.map((command) => ({
          topic: commandsTopic,
          key: command.runId,
          value: commandCodec.encode(command),
          headers,
        })),
        ...starts.map((start) => ({
          topic: startsTopic,
          key: `${start.tenantId}/${start.recordId}`,
          value: startCodec.encode(start),
          headers,
        })),
      ];
      if (records.length > 0) await bus.send(records);
    },
  };
}
