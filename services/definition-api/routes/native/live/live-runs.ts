/** GET /api/live/runs: runs as they change, as server-sent events; `Last-Event-ID` goes on where a client was broken off. */
import { PassThrough } from 'node:stream';
import type { LiveRun } from '@upshot/history';
import { z } from 'zod';
import type { Answer } from '../../../http/answer.ts';
import { problemShape } from '../../../http/refusal.ts';
import type { Handler } from '../../handler.ts';
import { readQuery } from '../read-query.ts';
import { printSummary } from '../runs/print-run.ts';

export const liveQuerySchema = z.strictObject({ definitionId: z.string().min(1).max(200).optional() });

/** So that what stands between does not take the silence for an end. */
const BEAT_MS = 15_000;
/** Who reads so slowly that more than this waits is broken off, and comes back for the rest. */
const MOST_WAITING_BYTES = 1_048_576;
const MOST_CLIENTS = 500;

let clients = 0;

/** Events: `run` with a run as it is now, `reset` where something may have been missed and the list is to be read anew. */
export const liveRuns: Handler = ({ caller, query, header }, { past }): Answer => {
  const read = readQuery(liveQuerySchema, query);
  if (!read.ok) return read.error;
  if (clients >= MOST_CLIENTS) return tooMany();
  const stream = new PassThrough();
  const write = (text: string): void => {
    if (stream.writableLength > MOST_WAITING_BYTES) stream.destroy();
    else if (!stream.writableEnded) stream.write(text);
  };
  write('retry: 2000\n\n');
  const lastEventId = header('last-event-id');
  const stop = past.live.listen(caller, {
    ...read.value,
    ...(lastEventId !== '' && { after: lastEventId }),
    onRun: (live) => write(eventOf(live)),
    onReset: () => write('event: reset\ndata: {}\n\n'),
    onClose: () => stream.end(),
  });
  const beat = setInterval(() => write(': beat\n\n'), BEAT_MS);
  clients += 1;
  stream.once('close', () => {
    clients -= 1;
    clearInterval(beat);
    stop();
  });
  // The connection is not used again, so that a process that stops need not wait for it.
  const headers = { connection: 'close', 'x-accel-buffering': 'no' };
  return { status: 200, body: null, stream, type: 'text/event-stream', headers };
};

const eventOf = ({ id, run }: LiveRun): string =>
  `id: ${id}\nevent: run\ndata: ${JSON.stringify(printSummary(run))}\n\n`;

const tooMany = (): Answer =>
  problemShape({ status: 503, message: 'Too many listen: try again', headers: { 'retry-after': '10' } });
