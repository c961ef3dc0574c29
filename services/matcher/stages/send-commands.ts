/** The end of the matcher's walk: the batch's commands are sent in one go, and acknowledged before its offset. */
import type { Bus, OutgoingRecord } from '@upshot/bus';

export interface SendCommandsPorts {
  readonly bus: Pick<Bus, 'send'>;
  readonly crashPoint: (name: string) => void;
}

/** Sends them; throws `bus_unavailable` where Kafka is away. */
export async function sendCommands(
  commands: readonly OutgoingRecord[],
  { bus, crashPoint }: SendCommandsPorts,
): Promise<void> {
  if (commands.length === 0) return;
  crashPoint('matcher.planned');
  await bus.send(commands);
  crashPoint('matcher.sent');
}
