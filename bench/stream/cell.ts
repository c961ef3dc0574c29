/** One reading of the topic by a process of its own: how long it took by the clock, and by its own CPU time. */
import { inspect } from 'node:util';
import { UpshotError } from '@upshot/errors';
import { z } from 'zod';
import { readThrough } from '../spine/raw-rate.ts';
import { readDecoded, readMatched, readRaw, type OnBatch } from './reader.ts';
import { TOPIC, WARM_UP } from './topic/mapping.ts';

const definitions = z.object({ seed: z.number(), count: z.number(), of: z.number() });

export const cellSpec = z.object({
  kafka: z.string(),
  registry: z.string(),
  consumerClient: z.enum(['kafkajs', 'platformatic']),
  mode: z.enum(['raw', 'decoded', 'matched']),
  /** What the matcher holds. */
  definitions: definitions.optional(),
});
export type CellSpec = z.infer<typeof cellSpec>;

export const cellResult = z.object({
  records: z.number(),
  seconds: z.number(),
  cpuSeconds: z.number(),
  rssMb: z.number(),
});
export type CellResult = z.infer<typeof cellResult>;

const BYTES_PER_MB = 2 ** 20;

/** Reads the topic to warm up with, and then the one that counts. */
export async function runCell(spec: CellSpec): Promise<CellResult> {
  const onBatch = await readerOf(spec);
  const { kafka, consumerClient } = spec;
  await readThrough(kafka, WARM_UP, onBatch, consumerClient);
  const read = await readThrough(kafka, TOPIC, onBatch, consumerClient);
  return { ...read, rssMb: rssMb() };
}

/** What the mode does with a batch. A batch that fails would come again for ever: it ends the process instead. */
export async function readerOf(spec: CellSpec): Promise<OnBatch> {
  const onBatch = await modeOf(spec);
  return (batch, context) => onBatch(batch, context).catch((thrown: unknown) => endWith(thrown));
}

/** Nobody waits for the group to be left. */
function endWith(thrown: unknown): never {
  process.stderr.write(`${inspect(thrown)}\n`);
  process.exit(1);
}

async function modeOf({ mode, definitions: held, ...where }: CellSpec): Promise<OnBatch> {
  if (mode === 'raw') return readRaw;
  if (mode === 'decoded') return readDecoded(where);
  if (held === undefined) throw new UpshotError('internal', 'the matcher has no definitions');
  return readMatched(where, held);
}

export const rssMb = (): number => process.memoryUsage().rss / BYTES_PER_MB;
