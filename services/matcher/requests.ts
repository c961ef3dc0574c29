/** The matcher's walk of requests: from what a person or another run asks for to the run that starts, or to why none does. */
import type { Codec } from '@upshot/avro';
import type { Batch, Bus, Consumer } from '@upshot/bus';
import { UpshotError } from '@upshot/errors';
import { START_REQUESTS, type StartRequest } from '@upshot/schemas';
import { decodeRequests, type DecodeRequestPorts } from './stages/decode-request.ts';
import { planRequests, type PlanRequestPorts } from './stages/plan-request.ts';
import { readRequested, type ReadRequestedPorts } from './stages/read-requested.ts';
import { sendCommands, type SendCommandsPorts } from './stages/send-commands.ts';

export type RequestPorts = DecodeRequestPorts & ReadRequestedPorts & PlanRequestPorts & SendCommandsPorts;

/**
 * Handles one batch of `upshot.start-requests`; resolves when what follows is acknowledged. Throws `mirror_behind` after that
 * where some have to wait: the batch comes again, and what was sent is known.
 */
export async function startRequested(batch: Batch, ports: RequestPorts): Promise<void> {
  const requests = await decodeRequests(batch, ports);
  const { ready, waiting } = await readRequested(requests, ports);
  await sendCommands(planRequests(ready, ports), ports);
  ports.verdicts.flush();
  if (waiting > 0)
    throw new UpshotError(
      'mirror_behind',
      'the mirror or the definitions lack what was there before a request',
    );
}

export const REQUESTS_GROUP = 'upshot.matcher.requests';

/** Names that tests choose for themselves. */
export interface RequestsOptions {
  readonly group?: string;
  readonly requestsTopic?: string;
}

export type RequestsEngines = Omit<RequestPorts, 'requestCodec' | 'bus'> & {
  readonly requestCodec: Pick<Codec<StartRequest>, 'decode'>;
  readonly bus: Pick<Bus, 'send' | 'consumeBatches'>;
};

/** Takes its share of the requests until it is stopped. */
export function openRequests(
  engines: RequestsEngines,
  { group = REQUESTS_GROUP, requestsTopic = START_REQUESTS }: RequestsOptions = {},
): Promise<Consumer> {
  const onBatch = (batch: Batch) => startRequested(batch, engines);
  return engines.bus.consumeBatches({ group, topics: [requestsTopic], onBatch });
}
